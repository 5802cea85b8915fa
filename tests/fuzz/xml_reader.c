/* Any bytes: the reader must end; what it accepts must survive being written and read again. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "xml/reader.h"
#include "xml/writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct xml_limits limits = {.bytes = 1 << 20, .depth = 60, .nodes = 10000};

static void write_tree(struct xml_writer *w, const struct xml_node *node)
{
    xml_open(w, node->name);
    for (const struct xml_attribute *a = node->attributes; a != NULL; a = a->next)
        xml_attr(w, a->name, a->value);
    xml_put(w, node->text);
    for (const struct xml_node *child = node->first; child != NULL; child = child->next)
        write_tree(w, child);
    xml_close(w);
}

static void require(int holds)
{
    if (!holds)
        panic("the tree changed");
}

static void compare(const struct xml_node *a, const struct xml_node *b)
{
    require(strcmp(a->name, b->name) == 0 && strcmp(a->text, b->text) == 0);
    for (const struct xml_attribute *x = a->attributes; x != NULL; x = x->next)
        require(xml_attribute(b, x->name) != NULL &&
                strcmp(xml_attribute(b, x->name), x->value) == 0);
    for (a = a->first, b = b->first; a != NULL && b != NULL; a = a->next, b = b->next)
        compare(a, b);
    require(a == NULL && b == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct xml_document *first;
    struct xml_document *second;
    struct xml_writer w;
    struct buf buf;
    struct bytes input = {arena_copy(arena, data, size), size};
    if (xml_read(arena, input, NULL, &limits, &first, NULL) == OK) {
        static const struct xml_limits roomy = {.bytes = 64 << 20, .depth = 60, .nodes = 10000};
        buf_init(&buf, arena, roomy.bytes);
        xml_writer_start(&w, &buf, size % 2 != 0);
        write_tree(&w, first->root);
        xml_writer_end(&w);
        require(xml_read(arena, buf_bytes(&buf), NULL, &roomy, &second, NULL) == OK);
        compare(first->root, second->root);
    }
    arena_free(arena);
    return 0;
}
