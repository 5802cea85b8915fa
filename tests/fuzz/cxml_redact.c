/* Any bytes: redaction changes nothing but bytes to `*` (and 0 beside it, in UTF-16), and leaves
 * nothing of a secret that the reader would find. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "cxml/redact.h"
#include "xml/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct xml_limits limits = {.bytes = 1 << 20, .depth = 60, .nodes = 10000};

static void require(int holds)
{
    if (!holds)
        panic("redaction failed");
}

/* Of every SharedSecret and PCard number in the tree. */
static void look(const struct xml_node *node)
{
    const char *number = xml_attribute(node, "number");
    if (strcmp(node->name, "SharedSecret") == 0)
        require(strspn(node->text, "*") == strlen(node->text) && node->first == NULL);
    if (strcmp(node->name, "PCard") == 0 && number != NULL)
        require(strspn(number, "*") == strlen(number));
    for (const struct xml_node *child = node->first; child != NULL; child = child->next)
        look(child);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct xml_document *document;
    struct bytes input = {arena_copy(arena, data, size), size};
    struct bytes out = cxml_redact(arena, input);
    require(out.size == size && (size == 0 || memcmp(input.data, data, size) == 0));
    for (size_t i = 0; i < size; i++)
        require(out.data[i] == data[i] || out.data[i] == '*' || out.data[i] == 0);
    if (xml_read(arena, input, NULL, &limits, &document, NULL) == OK &&
        xml_read(arena, out, NULL, &limits, &document, NULL) == OK)
        look(document->root);
    arena_free(arena);
    return 0;
}
