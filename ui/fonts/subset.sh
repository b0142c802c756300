#!/bin/sh
# Cuts Noto Sans down to what the faces show. Needs npm and fonttools[woff].
#
#   ui/fonts/subset.sh TARGET_FOLDER
#
# The sources are the npm packages named in vendor.lock (licence: OFL.txt, which
# is shipped with the result).
set -eu

target=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# French and English: Latin-1, œ Œ Ÿ where it is, dashes, quotes, ellipsis,
# guillemets, bullet, narrow no-break space, €, −. Arrows are icons, not characters.
latin='U+20-7E,U+A0-FF,U+152-153,U+2010-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+202F,U+2039-203A,U+20AC,U+2212'

# Arabic letters, vowel marks, Arabic digits and punctuation; ٱ and the letters
# Morocco adds (پ چ ڤ ڨ ڭ گ); joiners and direction marks.
arabic='U+20,U+A0,U+60C,U+61B-61C,U+61F,U+621-63A,U+640-652,U+654-655,U+660-66C,U+670-671,U+67E,U+686,U+6A4,U+6A8,U+6AD,U+6AF,U+6D4,U+200C-200F,U+2066-2069,U+FDF2,U+FDFA'

# The IRCAM alphabet, ⵯ, the separator and ⵿, which is easily forgotten.
tifinagh='U+2D30-2D67,U+2D6F-2D70,U+2D7F'

fetch() { # package, its version
  (cd "$work" && npm pack --silent "@fontsource/$1@$2" >/dev/null && tar xzf "fontsource-$1-$2.tgz" && mv package "$1")
}

cut() { # package, file, characters, features, result
  pyftsubset "$work/$1/files/$2" --unicodes="$3" --layout-features="$4" \
    --no-hinting --flavor=woff2 --output-file="$target/$5"
}

fetch noto-sans 5.3.0
fetch noto-sans-arabic 5.3.0
fetch noto-sans-tifinagh 5.3.0
for weight in 400 700; do
  cut noto-sans "noto-sans-latin-$weight-normal.woff2" "$latin" 'kern,liga,locl' "latin-$weight.woff2"
  # Every feature: Arabic letters join through them.
  cut noto-sans-arabic "noto-sans-arabic-arabic-$weight-normal.woff2" "$arabic" '*' "arabic-$weight.woff2"
done
cut noto-sans-tifinagh noto-sans-tifinagh-tifinagh-400-normal.woff2 "$tifinagh" '*' tifinagh-400.woff2
# The names of house and language, which every page shows in the other script:
# 3 KB instead of a whole Arabic font on a French page.
cut noto-sans-arabic noto-sans-arabic-arabic-700-normal.woff2 'U+627,U+628,U+629,U+631,U+635,U+639,U+641,U+644,U+64A' 'init,medi,fina,isol,rlig,calt,ccmp,liga' signs-700.woff2
