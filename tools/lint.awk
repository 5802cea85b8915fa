# Sizes, layers, banned functions, include guards and tabs of the C files named on the command line,
# as `file:line: message`. Needs clang-formatted sources: a function's braces stand in column 0.
#
#     awk -v layers=src/LAYERS -v exceptions=tools/size-exceptions -f tools/lint.awk FILE...

function finding(line, message) {
    print file ":" line ": " message
}

function read_layers(   row, field, i, n, list) {
    while ((getline row < layers) > 0) {
        if (row ~ /^#/ || split(row, field, /[ \t]+/) < 4)
            continue
        folder[field[1]] = 1
        n = split(row, list, /[ \t]+/)
        for (i = 3; i <= n; i++) {
            if (list[i] == "-")
                continue
            if (list[i] == "*")
                may[field[1], "*"] = 1
            else if (list[i] ~ /[.\/]/ || list[i] == "malloc") {
                door[list[i]] = 1
                opens[field[1], list[i]] = 1
            } else
                may[field[1], list[i]] = 1
        }
    }
    close(layers)
}

function read_exceptions(   row, field) {
    while ((getline row < exceptions) > 0)
        if (row !~ /^#/ && split(row, field, /[ \t]+/) >= 2)
            excepted[field[1]] = 1
    close(exceptions)
}

function too_long(line, what, size, soft, hard, key) {
    if (size > hard)
        finding(line, what " has " size " lines, more than the hard limit of " hard)
    else if (size > soft && !(key in excepted))
        finding(line, what " has " size " lines, more than " soft \
            " (shorten it, or give the reason in tools/size-exceptions)")
}

function end_file() {
    if (file == "")
        return
    if (file ~ /\.h$/) {
        if (lines > 150)
            finding(lines, "header has " lines " lines, more than 150")
        if (guarded && define != guard)
            finding(1, "include guard must be " guard)
    } else {
        too_long(lines, "file", lines, 500, 800, file)
    }
}

function begin_file(   part) {
    end_file()
    file = FILENAME
    sub(/^\.\//, "", file)
    lines = 0
    in_comment = 0
    define = ""
    here = ""
    if (split(file, part, "/") >= 3 && part[1] == "src")
        here = part[2]
    if (here != "" && !(here in folder)) {
        finding(1, "folder src/" here " is not in " layers)
        folder[here] = 1
    }
    guarded = here != "" && file ~ /\.h$/
    guard = file
    sub(/^src\//, "", guard)
    gsub(/[^A-Za-z0-9]/, "_", guard)
    guard = toupper(guard)
}

# The line without comments and without what stands in strings.
function bare(line,   out, at, rest) {
    out = ""
    while (line != "") {
        if (in_comment) {
            at = index(line, "*/")
            if (at == 0)
                return out
            in_comment = 0
            line = substr(line, at + 2)
        } else if (match(line, /\/\*|\/\/|"|'/)) {
            rest = substr(line, RSTART, RLENGTH)
            out = out substr(line, 1, RSTART - 1)
            line = substr(line, RSTART + RLENGTH)
            if (rest == "/*")
                in_comment = 1
            else if (rest == "//")
                return out
            else {
                out = out rest rest
                if (match(line, rest == "\"" ? "^([^\"\\\\]|\\\\.)*\"" : "^([^'\\\\]|\\\\.)*'"))
                    line = substr(line, RLENGTH + 1)
                else
                    line = ""
            }
        } else {
            return out line
        }
    }
    return out
}

function check_include(line,   target, top, d) {
    if (here == "")
        return
    if (match(line, /"[^"]+"/)) {
        target = substr(line, RSTART + 1, RLENGTH - 2)
        if (target !~ /\//)
            return
        top = substr(target, 1, index(target, "/") - 1)
        if (top != here && !((here, "*") in may) && !((here, top) in may))
            finding(FNR, "src/" here " may not include " target " (src/LAYERS)")
    } else if (match(line, /<[^>]+>/)) {
        target = substr(line, RSTART + 1, RLENGTH - 2)
        for (d in door)
            if ((target == d || (d ~ /\/$/ && index(target, d) == 1)) && !((here, d) in opens))
                finding(FNR, "src/" here " may not include <" target "> (doors of src/LAYERS)")
    }
}

function calls(line, names) {
    return match(line, "(^|[^A-Za-z0-9_.>])(" names ")[ ]*\\(")
}

function check_banned(line,   name) {
    if (calls(line, banned)) {
        name = substr(line, RSTART, RLENGTH)
        gsub(/[^a-z0-9]/, "", name)
        finding(FNR, name "() is not used here")
    }
    if (!((here, "malloc") in opens) && calls(line, "malloc|calloc|realloc|free|strdup|strndup|asprintf"))
        finding(FNR, "memory comes from an arena here (doors of src/LAYERS)")
}

# Remembers the function's name from the lines before its {.
function check_function(line,   name) {
    if (line ~ /^[A-Za-z_].*\(/) {
        name = line
        sub(/\(.*/, "", name)
        sub(/.*[^A-Za-z0-9_]/, "", name)
        function_name = name
    }
    if (line ~ /^\{/)
        function_start = FNR
    if (line ~ /^\}[ ]*$/ && function_start > 0) {
        too_long(function_start, "function " function_name, FNR - function_start + 1, 60, 100,
            file ":" function_name)
        function_start = 0
    }
}

BEGIN {
    banned = "strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atoll|rand|srand|system|popen|alloca"
    read_layers()
    read_exceptions()
}

FNR == 1 {
    begin_file()
}

{
    lines = FNR
    if (index($0, "\t") > 0)
        finding(FNR, "tab")
    code = in_comment || index($0, "/*") || index($0, "//") || index($0, "\"") || index($0, "'") ? bare($0) : $0
    if (guarded && define == "" && $0 ~ /^#define /)
        define = $2
    if ($0 ~ /^[ ]*#[ ]*include/)
        check_include($0)
    else if (here != "" && code != "")
        check_banned(code)
    check_function(code)
}

END {
    end_file()
}
