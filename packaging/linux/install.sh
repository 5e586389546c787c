#!/bin/sh
# Puts this folder's Elemental into the user's menu. "uninstall" removes it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
id=io.github.elemental.Elemental

# Updates the desktop's lists of the programs that open each kind of file.
update_lists() {
    if command -v update-mime-database >/dev/null; then update-mime-database "$share/mime"; fi
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$share/applications"
    fi
}

case ${1:-install} in
install)
    mkdir -p "$share/applications" "$share/metainfo" "$share/icons" "$share/mime/packages"
    cp -R "$here/share/icons/hicolor" "$share/icons/"
    cp "$here/share/metainfo/$id.metainfo.xml" "$share/metainfo/"
    cp "$here/share/mime/packages/$id.xml" "$share/mime/packages/"
    # Inside quotation marks of Exec, these four characters need a backslash, and % is doubled.
    path=$(printf '%s' "$here/elemental" | sed 's/\\/\\\\\\\\/g; s/["`$]/\\\\&/g; s/%/%%/g')
    path=$(printf '%s' "$path" | sed 's/[\\&|]/\\&/g')
    sed "s|^Exec=.*|Exec=\"$path\" %F|" "$here/share/applications/$id.desktop" \
        > "$share/applications/$id.desktop"
    update_lists
    echo "Elemental is now in the menu. Your data is in $share/Elemental." ;;
uninstall)
    rm -f "$share/applications/$id.desktop" "$share/metainfo/$id.metainfo.xml"
    rm -f "$share/mime/packages/$id.xml"
    for size in "$share"/icons/hicolor/*/apps; do rm -f "$size/$id.png"; done
    update_lists
    echo "Elemental was removed from the menu. Your data stays in $share/Elemental." ;;
*)
    echo "usage: $0 [install|uninstall]" >&2
    exit 2 ;;
esac
