#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H
/* How commands print: JSON for programs, columns for people. */
#include <stdio.h>

#include "json/writer.h"

struct arena;
struct buf;

/* Begins a pretty JSON value in `out`. */
void output_json_start(struct json_writer *w, struct buf *out, struct arena *arena);
void output_json_end(struct json_writer *w, struct buf *out, FILE *file);

/* A time as a member, in cXML's form; null for 0. */
void output_json_time(struct json_writer *w, struct arena *arena, const char *name,
                      int64_t time_us);

/* A table whose columns are as wide as their widest cell; control characters are shown as `?`. */
struct table {
    struct arena *arena;
    const char **cells;
    size_t columns;
    size_t count; /* of cells, the header row included */
    size_t capacity;
};

/* `headers`: one text a column. */
void table_start(struct table *table, struct arena *arena, const char *const *headers,
                 size_t columns);
void table_cell(struct table *table, const char *text);
/* Prints the table, or `empty` where it has no row. */
void table_print(const struct table *table, FILE *out, const char *empty);

#endif
