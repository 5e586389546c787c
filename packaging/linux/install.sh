#!/bin/sh
# Puts Elemental into this user's menu, from where this folder lies. "uninstall" takes it out again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
id=io.github.elemental.Elemental
case ${1:-install} in
install)
    mkdir -p "$share/applications" "$share/metainfo" "$share/icons"
    cp -R "$here/share/icons/hicolor" "$share/icons/"
    cp "$here/share/metainfo/$id.metainfo.xml" "$share/metainfo/"
    # Within an Exec's quotation marks these four have to be escaped, and % is doubled.
    path=$(printf '%s' "$here/elemental" | sed 's/\\/\\\\\\\\/g; s/["`$]/\\\\&/g; s/%/%%/g')
    path=$(printf '%s' "$path" | sed 's/[\\&|]/\\&/g')
    sed "s|^Exec=.*|Exec=\"$path\" %F|" "$here/share/applications/$id.desktop" \
        > "$share/applications/$id.desktop"
    echo "Elemental is in the menu. Your data is in $share/Elemental." ;;
uninstall)
    rm -f "$share/applications/$id.desktop" "$share/metainfo/$id.metainfo.xml"
    for size in "$share"/icons/hicolor/*/apps; do rm -f "$size/$id.png"; done
    echo "Elemental is out of the menu. Your data stays in $share/Elemental." ;;
*)
    echo "usage: $0 [install|uninstall]" >&2
    exit 2 ;;
esac
