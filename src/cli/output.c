#include "cli/output.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/time.h"

enum { OUTPUT_LIMIT = 256 << 20, COLUMNS_MAX = 16, GAP = 2 };

void output_json_start(struct json_writer *w, struct buf *out, struct arena *arena)
{
    buf_init(out, arena, OUTPUT_LIMIT);
    json_write_start(w, out, true);
}

void output_json_end(struct json_writer *w, struct buf *out, FILE *file)
{
    json_write_end(w);
    fwrite(out->data, 1, out->length, file);
}

void output_json_time(struct json_writer *w, struct arena *arena, const char *name, int64_t time_us)
{
    json_write_member_text(w, name, time_us == 0 ? NULL : time_cxml(arena, time_us));
}

void table_start(struct table *table, struct arena *arena, const char *const *headers,
                 size_t columns)
{
    *table = (struct table){.arena = arena, .columns = columns};
    for (size_t i = 0; i < columns; i++)
        table_cell(table, headers[i]);
}

/* What came over the wire must not steer a terminal. */
static char *printable(struct arena *arena, const char *text)
{
    char *copy = arena_text(arena, text_or_empty(text));
    for (char *c = copy; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F)
            *c = '?';
    }
    return copy;
}

void table_cell(struct table *table, const char *text)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity == 0 ? 64 : table->capacity * 2;
        const char **grown = arena_array(table->arena, capacity, sizeof *grown);
        if (table->count > 0)
            memcpy(grown, table->cells, table->count * sizeof *grown);
        table->cells = grown;
        table->capacity = capacity;
    }
    table->cells[table->count++] = printable(table->arena, text);
}

static size_t width_of(const char *text)
{
    size_t width = 0;
    while (*text != '\0') {
        text_next_utf8(&text);
        width++;
    }
    return width;
}

void table_print(const struct table *table, FILE *out, const char *empty)
{
    size_t widths[COLUMNS_MAX] = {0};
    if (table->count <= table->columns) {
        fprintf(out, "%s\n", empty);
        return;
    }
    for (size_t i = 0; i < table->count; i++) {
        size_t width = width_of(table->cells[i]);
        size_t column = i % table->columns;
        widths[column] = width > widths[column] ? width : widths[column];
    }
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns;
        bool last = column + 1 == table->columns;
        size_t pad = last ? 0 : widths[column] - width_of(table->cells[i]) + GAP;
        fprintf(out, "%s%*s%s", table->cells[i], (int)pad, "", last ? "\n" : "");
    }
}
