#!/bin/bash
# What must not become a page: each case is a template, and the line and message that it must give.
#
#     template_errors.sh TEMPLATE-PROGRAM SOURCE-ROOT
set -u
template=$1
root=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

complain() {
  echo "FAILED: $*"
  failed=1
}

write() { # BODY : with the view before it, so that the body begins in line 3
  printf '{{view struct sample_view}}\n{{use "sample_views.h"}}\n%s\n' "$1" >"$dir/case.html"
}

# The template compiler refuses BODY in LINE with MESSAGE.
refused() { # LINE MESSAGE BODY
  local said
  write "$3"
  if said=$("$template" "$dir/case.html" "$dir/case.html.c" 2>&1); then
    complain "compiled: $3"
  elif [[ $said != *"case.html:$1: error: "*"$2"* ]]; then
    complain "$3 said: $said (wanted line $1, $2)"
  fi
}

c_compiler() {
  "$template" --header "$dir/templates.h" "$dir/case.html" && "$template" "$dir/case.html" "$dir/case.html.c" &&
    ${CC:-cc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only \
      -I"$root/src" -I"$root/tests/unit/tools" -I"$dir" "$dir/case.html.c"
}

# The C compiler refuses BODY, and names LINE of the template (for a type that cannot be printed in a note).
c_refused() { # LINE BODY
  local said
  write "$2"
  if said=$(c_compiler 2>&1); then
    complain "the C compiler took: $2"
  elif [[ $said != *error* || $said != *"case.html:$1:"* ]]; then
    complain "$2: the C compiler named another line: $said"
  fi
}

accepted() { # BODY
  local said
  write "$1"
  said=$(c_compiler 2>&1) || complain "refused: $1: $said"
}

refused 3 'without quotes' '<a title={{v.text}}>'
refused 3 'without quotes' '<a href=x{{v.text}}>'
refused 3 'in a script or style' '<script>var a = "{{v.text}}"</script>'
refused 4 'in a script or style' $'<style>\n{{v.text}}</style>'
refused 3 'inside a tag' '<a {{v.text}}>'
refused 3 'inside a tag' '<{{v.text}}>'
refused 3 'inside a tag' '<h{{v.number}}>'
refused 3 'comment' '<!-- {{v.text}} -->'
refused 3 'comment' '<!doctype {{v.text}}>'
refused 3 'holds code' '<a onclick="{{v.text}}">'
refused 3 'holds code' '<a STYLE="{{v.text}}">'
refused 3 'holds code' '<iframe srcdoc="{{v.text}}">'
refused 3 'follow the attribute' '<a href = "{{v.url}}">'
refused 3 'follow its =' '<a href= "{{v.url}}">'
refused 5 'unknown name w' $'<p>\n</p>\n{{w.text}}'
refused 3 'unknown name line' '{{each line in v.lines}}{{end}}{{line.name}}'
refused 3 'is taken' '{{each v in v.lines}}{{end}}'
refused 4 'without {{end}}' $'<p>\n{{if v.on}}\n</p>'
refused 3 '{{end}} without' '{{end}}'
refused 3 '{{else}} without' '{{else}}'
refused 3 '{{else}} without' '{{if v.on}}{{else}}{{else}}{{end}}'
refused 3 'different places' '{{if v.on}}<a href="{{end}}'
refused 3 'different places' '<a {{if v.on}}href="{{else}}src="{{end}}{{v.url}}">'
refused 3 'another place' '<p{{each line in v.lines}} title="{{end}}">'
refused 3 'must be followed by' '<a {{if v.on}}x{{end}}href="{{v.url}}">'
refused 3 'must directly follow' '<a {{if v.on}}href{{else}}src{{end}}="{{v.url}}">'
refused 4 'ends inside' '<p'
refused 3 'without }}' '{{v.text'
refused 3 'inside a tag' '<p {{include sample_part v.part}}>'
refused 3 'is expected' '{{"text"}}'
refused 3 'after the expression' '{{v.text v.url}}'
refused 3 'after == or !=' '{{if v.number == v.lines.count}}{{end}}'
refused 3 'a condition is' '{{if v.on && v.number}}{{end}}'
refused 3 '&lt;' 'a < b'

c_refused 4 $'<p>\n{{v.misspelt}}'
c_refused 3 '{{v.on}}'
c_refused 3 '{{each line in v.lines}}{{line.state}}{{end}}'
c_refused 3 '<p title="{{v.body}}">'
c_refused 3 '<a href="{{v.body}}">'
c_refused 3 '{{each line in v.tags.count}}{{end}}'
c_refused 3 '{{include sample_part v.text}}'
c_refused 3 '{{if v.lines}}{{end}}'

accepted '<p class="a{{if v.on}} b{{end}}" {{if v.number == -7}}hidden{{else if v.text != "x"}}lang="{{v.text}}"{{end}}>'
accepted '<script src="{{v.url}}"></script><textarea>{{v.text}}</textarea><style>p{}</style>{{v.text}}'
accepted "<a title='{{v.text}}' href=\"mailto:{{v.id}}\"/><br/>"
accepted '<!-- <p> -->{{v.text}}'

printf '<p>\n' >"$dir/case.html"
if said=$("$template" "$dir/case.html" "$dir/out.c" 2>&1) || [[ $said != *case.html:1:*'{{view struct NAME}}'* ]]; then
  complain "a template without a view: $said"
fi
exit $failed
