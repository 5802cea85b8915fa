#include <string.h>

#include "xml/reader.h"

static const struct xml_node *find_named(const struct xml_node *node, const char *name,
                                         size_t length)
{
    for (; node != NULL; node = node->next)
        if (strncmp(node->name, name, length) == 0 && node->name[length] == '\0')
            return node;
    return NULL;
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    return node == NULL ? NULL : find_named(node->first, name, strlen(name));
}

const struct xml_node *xml_next(const struct xml_node *node)
{
    return node == NULL ? NULL : find_named(node->next, node->name, strlen(node->name));
}

const struct xml_node *xml_find(const struct xml_node *node, const char *path)
{
    if (node == NULL)
        return NULL;
    size_t length = strcspn(path, "/");
    const struct xml_node *child = find_named(node->first, path, length);
    while (child != NULL && path[length] == '/') {
        const struct xml_node *found = xml_find(child, path + length + 1);
        if (found != NULL)
            return found;
        child = xml_next(child);
    }
    return child;
}

const char *xml_attribute(const struct xml_node *node, const char *name)
{
    if (node == NULL)
        return NULL;
    for (const struct xml_attribute *a = node->attributes; a != NULL; a = a->next)
        if (strcmp(a->name, name) == 0)
            return a->value;
    return NULL;
}

const char *xml_text(const struct xml_node *node)
{
    return node == NULL ? "" : node->text;
}
