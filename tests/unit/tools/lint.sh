#!/bin/bash
# script/lint with a small tree that breaks each rule once.
#
#     lint.sh SOURCE-ROOT
set -u
lint=$1/script/lint
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
mkdir -p "$dir"/{src/base,src/db,src/other,tools,tests,script}
cp "$1/.clang-format" "$dir/"
cat >"$dir/src/LAYERS" <<'END'
# folder level may doors
base 0 - -
db 1 base sqlite3.h malloc
END

code() { # FILE LINE... : a formatted C file
  local file=$dir/$1
  shift
  printf '%s\n' "$@" >"$file"
}

function_of() { # LINES : of its body, the braces not counted
  local i
  echo "void $1(void);"
  echo
  echo "void $1(void)"
  echo "{"
  for ((i = 0; i < $2; i++)); do echo "    $1();"; done
  echo "}"
}

code src/base/good.h '#ifndef BASE_GOOD_H' '#define BASE_GOOD_H' '/* strcpy(a, b) may stand in a comment */' '#endif'
code src/base/good.c '#include "base/good.h"' 'const char *text = "free(x); /* strcpy(";'
code src/db/good.c '#include <sqlite3.h>' '' '#include "base/good.h"' 'void *p = malloc(1);'
function_of longer 70 >"$dir/src/base/excepted.c"
echo 'src/base/excepted.c:longer one table' >"$dir/tools/size-exceptions"
status=0
out=$("$lint" "$dir" 2>/dev/null) || status=$?
if [ $status != 0 ] || [ -n "$out" ]; then
  printf 'FAILED: a clean tree, status %s:\n%s\n' $status "$out"
  failed=1
fi

code src/base/guard.h '#ifndef GUARD_H' '#define GUARD_H' '#endif'
code src/base/layer.c '#include <sqlite3.h>' '' '#include "db/good.h"'
code src/base/calls.c 'int a = atoi("1");' 'int b = x->free(1);' 'void *c = malloc(1);'
code src/other/new.c 'int a;'
code src/base/ugly.c 'int   a;'
code src/base/tab.c '/* a	tab */'
function_of soft 60 >"$dir/src/base/soft.c"
function_of hard 99 >"$dir/src/base/hard.c"
for ((i = 0; i < 501; i++)); do echo "/* $i */"; done >"$dir/src/base/long.c"
{
  printf '#ifndef BASE_WIDE_H\n#define BASE_WIDE_H\n'
  for ((i = 0; i < 150; i++)); do echo "/* $i */"; done
  echo '#endif'
} >"$dir/src/base/wide.h"
printf 'one\nTO''DO later\nTO''DO(a reason) later\n' >"$dir/notes.md"
# shellcheck disable=SC2016
printf '#!/bin/sh\necho $1\n' >"$dir/script/quote"
printf 'see /%s/alice/x\n' home >"$dir/path.md"
status=0
out=$("$lint" "$dir" 2>/dev/null) || status=$?
[ $status = 1 ] || { echo "FAILED: status $status"; failed=1; }

finds() { # FILE:LINE MESSAGE
  if ! grep -qF -- "$1: " <<<"$out" || ! grep -F -- "$1: " <<<"$out" | grep -qF -- "$2"; then
    echo "FAILED: not found: $1: $2"
    failed=1
  fi
}
finds src/base/guard.h:1 'BASE_GUARD_H'
finds src/base/layer.c:1 'may not include <sqlite3.h>'
finds src/base/layer.c:3 'may not include db/good.h'
finds src/base/calls.c:1 'atoi()'
finds src/base/calls.c:3 'memory comes from an arena'
finds src/other/new.c:1 'src/other is not in'
finds src/base/tab.c:1 'tab'
finds src/base/soft.c:4 'function soft has 62 lines, more than 60'
finds src/base/hard.c:4 'function hard has 101 lines, more than the hard limit of 100'
finds src/base/long.c:501 'file has 501 lines'
finds src/base/wide.h:153 'header has 153 lines'
finds notes.md:2 'without its reason'
finds path.md:1 'path of one machine'
if command -v clang-format >/dev/null; then finds src/base/ugly.c:1 'not formatted'; fi
if command -v shellcheck >/dev/null; then finds script/quote:2 'SC2086'; fi
for clean in calls.c:2: notes.md:3: good.c: good.h: excepted; do
  if cut -d' ' -f1 <<<"$out" | grep -F "$clean"; then
    echo "FAILED: found for nothing"
    failed=1
  fi
done
if [ $failed != 0 ]; then echo "$out"; fi
exit $failed
