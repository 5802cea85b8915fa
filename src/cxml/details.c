#include "cxml/details.h"

#include "base/arena.h"
#include "base/text.h"
#include "json/writer.h"

enum { DETAILS_LIMIT = 1 << 20, DEPTH_LIMIT = 16 };

static void write_node(struct json_writer *w, const struct xml_node *node, int depth)
{
    json_write_object(w);
    json_write_member_text(w, "name", node->name);
    if (node->attributes != NULL) {
        json_write_name(w, "attributes");
        json_write_object(w);
        for (const struct xml_attribute *a = node->attributes; a != NULL; a = a->next)
            json_write_member_text(w, a->name, a->value);
        json_write_close(w);
    }
    if (*node->text != '\0')
        json_write_member_text(w, "text", node->text);
    if (node->first != NULL && depth < DEPTH_LIMIT) {
        json_write_name(w, "children");
        json_write_array(w);
        for (const struct xml_node *child = node->first; child != NULL; child = child->next)
            write_node(w, child, depth + 1);
        json_write_close(w);
    }
    json_write_close(w);
}

static bool listed(const char *const *names, const char *name)
{
    while (*names != NULL && !text_equal(*names, name))
        names++;
    return *names != NULL;
}

/* The element itself, for those of its attributes that are kept nowhere else. */
static void write_attributes(struct json_writer *w, const struct xml_node *node,
                             const char *const *kept)
{
    bool open = false;
    for (const struct xml_attribute *a = node->attributes; a != NULL; a = a->next) {
        if (listed(kept, a->name))
            continue;
        if (!open) {
            json_write_object(w);
            json_write_member_text(w, "name", node->name);
            json_write_name(w, "attributes");
            json_write_object(w);
        }
        open = true;
        json_write_member_text(w, a->name, a->value);
    }
    if (open) {
        json_write_close(w);
        json_write_close(w);
    }
}

static void start(struct json_writer *w, struct buf *out, struct arena *arena)
{
    buf_init(out, arena, DETAILS_LIMIT);
    json_write_start(w, out, false);
    json_write_array(w);
}

/* Over the limit nothing is kept here: the document itself has it all. */
static const char *finish(struct json_writer *w, struct buf *out)
{
    json_write_close(w);
    json_write_end(w);
    return out->overflow ? "[]" : buf_string(out);
}

const char *cxml_header_details(struct arena *arena, const struct xml_node *header)
{
    static const char *const kept[] = {"orderID",   "orderVersion", "orderDate",
                                       "orderType", "type",         NULL};
    struct buf out;
    struct json_writer w;
    start(&w, &out, arena);
    if (header != NULL)
        write_attributes(&w, header, kept);
    const struct xml_node *node = header == NULL ? NULL : header->first;
    for (; node != NULL; node = node->next) {
        if (!text_equal(node->name, "Total") && !text_equal(node->name, "Payment"))
            write_node(&w, node, 0);
    }
    return finish(&w, &out);
}

const char *cxml_line_details(struct arena *arena, const struct xml_node *item)
{
    static const char *const kept[] = {"quantity", "lineNumber", NULL};
    struct buf out;
    struct json_writer w;
    start(&w, &out, arena);
    write_attributes(&w, item, kept);
    for (const struct xml_node *node = item->first; node != NULL; node = node->next) {
        if (!text_equal(node->name, "ItemID") && !text_equal(node->name, "ItemDetail"))
            write_node(&w, node, 0);
    }
    const struct xml_node *extrinsic = xml_find(item, "ItemDetail/Extrinsic");
    for (; extrinsic != NULL; extrinsic = xml_next(extrinsic))
        write_node(&w, extrinsic, 0);
    return finish(&w, &out);
}
