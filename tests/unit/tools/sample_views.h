#ifndef TESTS_UNIT_TOOLS_SAMPLE_VIEWS_H
#define TESTS_UNIT_TOOLS_SAMPLE_VIEWS_H
/* What the sample templates print: one field of every kind that a view may have. */
#include "base/html.h"

enum line_state { LINE_FREE, LINE_PAID };

struct sample_line {
    const char *name;
    int64_t amount;
    enum line_state state;
};

struct sample_lines {
    struct sample_line *items;
    size_t count;
};

struct sample_tags {
    const char **items;
    size_t count;
};

struct sample_product {
    char code[8];
};

struct sample_part_view {
    const char *title;
};

struct sample_view {
    struct sample_part_view part;
    const char *text;
    const char *url;
    const char *id;
    struct html body;
    struct sample_lines lines;
    struct sample_tags tags;
    struct sample_product *product;
    int number;
    bool on;
};

#endif
