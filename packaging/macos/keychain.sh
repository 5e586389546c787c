#!/bin/bash
# Puts the signing identity and the notary's credentials into a keychain of this run.
set -euo pipefail
keychain=$RUNNER_TEMP/signing.keychain-db
certificate=$RUNNER_TEMP/certificate.p12
password=$(uuidgen)
trap 'rm -f "$certificate"' EXIT
base64 --decode <<<"$APPLE_CERTIFICATE" >"$certificate"
security create-keychain -p "$password" "$keychain"
security set-keychain-settings -lut 21600 "$keychain"
security unlock-keychain -p "$password" "$keychain"
security import "$certificate" -P "$APPLE_CERTIFICATE_PASSWORD" -f pkcs12 -k "$keychain" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -k "$password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
echo "CODESIGN_IDENTITY=$APPLE_IDENTITY" >>"$GITHUB_ENV"
if [ -n "$APPLE_ID" ]; then
    xcrun notarytool store-credentials elemental --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM" --password "$APPLE_APP_PASSWORD"
    echo "NOTARY_PROFILE=elemental" >>"$GITHUB_ENV"
fi
