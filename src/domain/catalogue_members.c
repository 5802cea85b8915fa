#include "domain/catalogue_members.h"

#include "base/arena.h"
#include "base/text.h"
#include "json/reader.h"

struct shape;

struct member {
    const char *name;
    enum json_kind kind;       /* JSON_KIND_ABSENT: any, for amounts are texts or numbers */
    const struct shape *items; /* what an array holds; NULL: texts */
};

struct shape {
    const char *what;
    const struct member *members;
    size_t count;
};

#define SHAPE(what, members)                                                                       \
    {                                                                                              \
        what, members, sizeof(members) / sizeof *(members)                                         \
    }

static const struct member price_members[] = {
    {"months", JSON_KIND_INT, NULL},
    {"price", JSON_KIND_ABSENT, NULL},
};
static const struct shape price = SHAPE("a price", price_members);

static const struct member duration_members[] = {{"months", JSON_KIND_INT, NULL}};
static const struct shape duration = SHAPE("a duration", duration_members);

static const struct member instalment_members[] = {
    {"after_months", JSON_KIND_INT, NULL},
    {"percent", JSON_KIND_INT, NULL},
};
static const struct shape instalment = SHAPE("an instalment", instalment_members);

static const struct member dimension_members[] = {
    {"key", JSON_KIND_TEXT, NULL},       {"name", JSON_KIND_TEXT, NULL},
    {"unit", JSON_KIND_TEXT, NULL},      {"kind", JSON_KIND_TEXT, NULL},
    {"minimum", JSON_KIND_INT, NULL},    {"maximum", JSON_KIND_INT, NULL},
    {"default", JSON_KIND_INT, NULL},    {"covers", JSON_KIND_TEXT, NULL},
    {"prices", JSON_KIND_ARRAY, &price},
};
static const struct shape dimension = SHAPE("a dimension", dimension_members);

static const struct member offer_members[] = {
    {"id", JSON_KIND_TEXT, NULL},
    {"name", JSON_KIND_TEXT, NULL},
    {"currency", JSON_KIND_TEXT, NULL},
    {"account", JSON_KIND_TEXT, NULL},
    {"replaces", JSON_KIND_TEXT, NULL},
    {"withdrawn", JSON_KIND_BOOL, NULL},
    {"pricing", JSON_KIND_TEXT, NULL},
    {"durations", JSON_KIND_ARRAY, &duration},
    {"dimensions", JSON_KIND_ARRAY, &dimension},
    {"schedule", JSON_KIND_ARRAY, &instalment},
};
static const struct shape offer = SHAPE("an offer", offer_members);

static const struct member product_members[] = {
    {"id", JSON_KIND_TEXT, NULL},
    {"part_id", JSON_KIND_TEXT, NULL},
    {"title", JSON_KIND_TEXT, NULL},
    {"summary", JSON_KIND_TEXT, NULL},
    {"description", JSON_KIND_TEXT, NULL},
    {"highlights", JSON_KIND_ARRAY, NULL},
    {"categories", JSON_KIND_ARRAY, NULL},
    {"seller", JSON_KIND_TEXT, NULL},
    {"type", JSON_KIND_TEXT, NULL},
    {"terms", JSON_KIND_TEXT, NULL},
    {"getting_started", JSON_KIND_TEXT, NULL},
    {"start_url", JSON_KIND_TEXT, NULL},
    {"offers", JSON_KIND_ARRAY, &offer},
};
static const struct shape product = SHAPE("a product", product_members);

static const struct member seller_members[] = {
    {"id", JSON_KIND_TEXT, NULL},
    {"name", JSON_KIND_TEXT, NULL},
};
static const struct shape seller = SHAPE("a seller", seller_members);

static const struct member file_members[] = {
    {"sellers", JSON_KIND_ARRAY, &seller},
    {"products", JSON_KIND_ARRAY, &product},
};
static const struct shape file = SHAPE("a catalogue", file_members);

struct checking {
    struct arena *arena;
    const char *where; /* "product prod-1: " */
    struct fault *fault;
};

static const struct member *find(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (text_equal(shape->members[i].name, name))
            return &shape->members[i];
    }
    return NULL;
}

static enum status check_texts(struct checking *c, const char *name, const struct json_value *array)
{
    for (size_t i = 0; i < json_read_count(array); i++) {
        if (json_read_kind(json_read_item(array, i)) != JSON_KIND_TEXT)
            return fault_set(c->fault, BAD_INPUT, "%s%s holds texts alone", c->where, name);
    }
    return OK;
}

/* Titles and names stand in subjects of mail, in lines of orders and in tables. */
static bool is_line(const char *name, const struct json_value *value)
{
    static const char *const paragraphs[] = {"summary", "description", "getting_started"};
    for (size_t i = 0; i < sizeof paragraphs / sizeof *paragraphs; i++) {
        if (text_equal(name, paragraphs[i]))
            return true;
    }
    return text_line_length(json_read_as_text(value, "")) >= 0;
}

/* No deeper than the shapes are. */
static enum status check(struct checking *c, const struct shape *shape,
                         const struct json_value *object)
{
    struct json_member m = {0};
    enum status st = OK;
    if (shape == &product)
        c->where =
            arena_printf(c->arena, "product %s: ", json_read_text(object, "id", "without id"));
    while (st == OK && json_read_next(object, &m)) {
        const struct member *known = find(shape, m.name);
        struct fault fault = {""};
        if (known == NULL)
            return fault_set(c->fault, BAD_INPUT, "%s%s has no '%s'", c->where, shape->what,
                             text_cut(c->arena, m.name, 60));
        if (known->kind != JSON_KIND_ABSENT &&
            json_read_check(object, m.name, known->kind, false, &fault) != OK)
            return fault_set(c->fault, BAD_INPUT, "%s%s's %s", c->where, shape->what,
                             fault.message);
        if (!is_line(m.name, m.value))
            return fault_set(c->fault, BAD_INPUT, "%s%s's %s must be one line", c->where,
                             shape->what, m.name);
        if (known->kind == JSON_KIND_ARRAY && known->items == NULL)
            st = check_texts(c, m.name, m.value);
        for (size_t i = 0; st == OK && known->items != NULL && i < json_read_count(m.value); i++)
            st = check(c, known->items, json_read_item(m.value, i));
    }
    return st;
}

enum status catalogue_check_members(struct arena *arena, const struct json_value *root,
                                    struct fault *fault)
{
    struct checking c = {arena, "", fault};
    return check(&c, &file, root);
}
