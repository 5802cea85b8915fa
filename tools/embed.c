/*
 * Turns files into a table of C arrays (src/base/embedded.h):
 *
 *     embed OUTPUT.c SYMBOL FILE...
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "file.h"

enum { OUTPUT_LIMIT = 256 << 20 };

static const char *content_type(const char *name)
{
    static const char *const types[][2] = {{".css", "text/css; charset=utf-8"},
                                           {".js", "text/javascript; charset=utf-8"},
                                           {".html", "text/html; charset=utf-8"},
                                           {".svg", "image/svg+xml"},
                                           {".png", "image/png"},
                                           {".ico", "image/x-icon"},
                                           {".woff2", "font/woff2"},
                                           {".json", "application/json"},
                                           {".xml", "text/xml; charset=utf-8"},
                                           {".dtd", "application/xml-dtd"},
                                           {".sql", "text/plain; charset=utf-8"},
                                           {".txt", "text/plain; charset=utf-8"}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (text_ends(name, types[i][0]))
            return types[i][1];
    return "application/octet-stream";
}

/* FNV-1a, 64 bits: an ETag need not resist anybody, only change with the bytes. */
static uint64_t hash(struct bytes bytes)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < bytes.size; i++)
        hash = (hash ^ bytes.data[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static void put_array(struct buf *out, size_t number, struct bytes bytes)
{
    buf_printf(out, "static const unsigned char data_%zu[] = {", number);
    for (size_t i = 0; i < bytes.size; i++) {
        if (i % 32 == 0)
            buf_char(out, '\n');
        buf_int(out, bytes.data[i]);
        buf_char(out, ',');
    }
    buf_text(out, "0};\n");
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: embed OUTPUT.c SYMBOL FILE...\n");
        return 2;
    }
    struct arena *arena = arena_new();
    struct buf arrays;
    struct buf table;
    buf_init(&arrays, arena, OUTPUT_LIMIT);
    buf_init(&table, arena, OUTPUT_LIMIT);
    const char *symbol = argv[2];
    for (int i = 3; i < argc; i++) {
        struct bytes bytes = file_read(arena, argv[i]);
        const char *name = file_base(argv[i]);
        size_t number = (size_t)i - 3;
        put_array(&arrays, number, bytes);
        buf_printf(&table, "    {\"%s\", \"%s\", data_%zu, %zu, \"\\\"%016llx\\\"\"},\n", name,
                   content_type(name), number, bytes.size, (unsigned long long)hash(bytes));
    }
    struct buf out;
    buf_init(&out, arena, OUTPUT_LIMIT);
    buf_text(&out, "#include \"base/embedded.h\"\n\n");
    buf_put(&out, arrays.data, arrays.length);
    buf_printf(&out, "static const struct embedded_file files[] = {\n%s};\n", buf_string(&table));
    buf_printf(&out,
               "extern const struct embedded_files %s;\n"
               "const struct embedded_files %s = {files, %d};\n",
               symbol, symbol, argc - 3);
    file_write(argv[1], &out);
    arena_free(arena);
    return 0;
}
