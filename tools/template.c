/*
 * Compiles .html templates to C (tools/README.md):
 *
 *     template [--prefix PREFIX] INPUT.html OUTPUT.c
 *     template [--prefix PREFIX] --header OUTPUT.h INPUT.html...
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "file.h"
#include "template_compile.h"

enum { OUTPUT_LIMIT = 16 << 20 };

static int complain(const char *path, const struct template_error *error)
{
    fprintf(stderr, "%s:%zu: error: %s\n", path, error->line, error->message);
    return 1;
}

/* `product` of templates/product.html. */
static const char *name_of(struct arena *arena, const char *path)
{
    const char *base = file_base(path);
    return arena_text_n(arena, base, strcspn(base, "."));
}

/* `buyer_templates.h` of the prefix `buyer_template_`. */
static const char *header_of(struct arena *arena, const char *prefix)
{
    size_t length = strlen(prefix);
    if (text_ends(prefix, "_"))
        length--;
    return arena_printf(arena, "%.*ss.h", (int)length, prefix);
}

static int make_source(struct arena *arena, const char *prefix, const char *input,
                       const char *output)
{
    struct buf out;
    struct template_error error;
    buf_init(&out, arena, OUTPUT_LIMIT);
    struct template_source source = {.path = input,
                                     .text = (const char *)file_read(arena, input).data,
                                     .name = name_of(arena, input),
                                     .prefix = prefix,
                                     .header = header_of(arena, prefix)};
    buf_printf(&out, "/* Made from %s. */\n", file_base(input));
    if (template_compile(arena, &source, &out, &error) != 0)
        return complain(input, &error);
    file_write(output, &out);
    return 0;
}

static int make_header(struct arena *arena, const char *prefix, const char *output, char **inputs)
{
    struct buf out;
    struct template_error error;
    buf_init(&out, arena, OUTPUT_LIMIT);
    buf_text(&out, "/* Made from the templates. */\n#pragma once\n\nstruct buf;\n");
    for (; *inputs != NULL; inputs++) {
        const char *text = (const char *)file_read(arena, *inputs).data;
        const char *view = template_view(arena, text, &error);
        if (view == NULL)
            return complain(*inputs, &error);
        buf_printf(&out, "struct %s;\nvoid %s%s(struct buf *out, const struct %s *v);\n", view,
                   prefix, name_of(arena, *inputs), view);
    }
    file_write(output, &out);
    return 0;
}

int main(int argc, char **argv)
{
    const char *prefix = "template_";
    int at = 1;
    if (argc > at + 1 && strcmp(argv[at], "--prefix") == 0) {
        prefix = argv[at + 1];
        at += 2;
    }
    bool header = argc > at && strcmp(argv[at], "--header") == 0;
    at += header;
    if (header ? argc <= at : argc != at + 2) {
        fprintf(stderr, "usage: template [--prefix PREFIX] INPUT.html OUTPUT.c\n"
                        "       template [--prefix PREFIX] --header OUTPUT.h INPUT.html...\n");
        return 2;
    }
    struct arena *arena = arena_new();
    int result = header ? make_header(arena, prefix, argv[at], argv + at + 1)
                        : make_source(arena, prefix, argv[at], argv[at + 1]);
    arena_free(arena);
    return result;
}
