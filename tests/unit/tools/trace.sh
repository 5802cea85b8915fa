#!/bin/bash
# script/trace with a small specification and a few tests.
#
#     trace.sh SOURCE-ROOT
set -u
trace=$1/script/trace
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
mkdir -p "$dir/tests/unit"
# The ids are put together here so that this file does not prove any.
a=ABC
cat >"$dir/SPEC.md" <<END
# Spec
## $a Title
- $a-1 First.
- $a-10 Tenth, see $a-2.
- $a-2 Second.
- DEF-1 Other.
END
cat >"$dir/tests/unit/one.c" <<END
/* $a-10, DEF-1: two at once,
 * and $a-99, which nobody knows */
const char *not_a_comment = "$a-2 // http://x";
END
cat >"$dir/tests/two.mjs" <<END
// $a-10
const url = 'http://x/$a-1';
END

expect() { # STATUS OUTPUT ARGUMENTS...
  local status=$1 wanted=$2 out code=0
  shift 2
  out=$("$trace" --spec "$dir/SPEC.md" --tests "$dir/tests" "$@" 2>&1) || code=$?
  if [ $code != "$status" ] || [ "$out" != "$wanted" ]; then
    printf 'FAILED: trace %s: status %s (wanted %s), output:\n%s\n' "$*" $code "$status" "$out"
    failed=1
  fi
}

proof="$a-1: -
$a-10: tests/two.mjs tests/unit/one.c
$a-2: -"
expect 0 "$proof
DEF-1: tests/unit/one.c
2 of 4 proven"
expect 1 "$proof
1 of 3 proven" $a
expect 1 "$a-1: -
0 of 1 proven" $a-1
expect 0 "DEF-1: tests/unit/one.c
1 of 1 proven" DEF
expect 2 "$a-99: not in the specification" $a-99
rm "$dir/SPEC.md"
expect 0 "$dir/SPEC.md: there is no specification here, nothing to trace"
exit $failed
