#!/bin/bash
# Signs a file on Linux with the certificate in WINDOWS_CERTIFICATE (a .pfx in base64) and its password.
set -euo pipefail
file=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
base64 --decode <<<"$WINDOWS_CERTIFICATE" >"$scratch/certificate.pfx"
printf %s "$WINDOWS_PASSWORD" >"$scratch/password"
osslsigncode sign -pkcs12 "$scratch/certificate.pfx" -readpass "$scratch/password" -h sha256 \
    -ts http://timestamp.digicert.com -n Elemental -in "$file" -out "$scratch/signed"
mv "$scratch/signed" "$file"
