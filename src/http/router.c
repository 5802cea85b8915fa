#include "http/router.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "http/form.h"

enum { DEPTH_LIMIT = 32 };

struct entry {
    struct entry *next;
    const struct http_route *route;
    const char *names[DEPTH_LIMIT]; /* of the parameters, in order */
    size_t name_count;
};

/* Each node is reached by one path only, so a lookup visits no node twice. */
struct node {
    struct node *next; /* another literal under the same parent */
    const char *literal;
    struct node *literals;
    struct node *param;
    struct node *rest;
    struct entry *entries; /* routes that end here, one a method */
};

struct router {
    struct node root;
};

struct lookup {
    struct arena *arena;
    const char *method;
    const char *raw[DEPTH_LIMIT];     /* where each segment starts in the path as sent */
    const char *decoded[DEPTH_LIMIT]; /* each segment */
    size_t count;
    const char *values[DEPTH_LIMIT];
    const struct entry *found;
    struct buf allow;
    bool deeper; /* the path goes on behind the last segment */
    bool malformed;
};

static struct node *literal_child(struct arena *arena, struct node *node, const char *literal)
{
    for (struct node *child = node->literals; child != NULL; child = child->next)
        if (text_equal(child->literal, literal))
            return child;
    struct node *child = arena_make(arena, struct node);
    child->literal = literal;
    child->next = node->literals;
    node->literals = child;
    return child;
}

static struct node *only_child(struct arena *arena, struct node **slot)
{
    if (*slot == NULL)
        *slot = arena_make(arena, struct node);
    return *slot;
}

/* The child for one segment of a pattern, NULL where it is malformed. */
static struct node *grow(struct arena *arena, struct node *node, struct entry *entry,
                         const char *segment, bool last)
{
    size_t length = strlen(segment);
    if (strpbrk(segment, "{}*") == NULL)
        return literal_child(arena, node, segment);
    if (length < 3 || segment[0] != '{' || segment[length - 1] != '}')
        return NULL;
    bool rest = segment[length - 2] == '*';
    const char *name = arena_text_n(arena, segment + 1, length - (rest ? 3 : 2));
    if (*name == '\0' || strpbrk(name, "{}*") != NULL || (rest && !last))
        return NULL;
    entry->names[entry->name_count++] = name;
    return only_child(arena, rest ? &node->rest : &node->param);
}

static enum status add(struct arena *arena, struct node *node, const struct http_route *route,
                       struct fault *fault)
{
    struct entry *entry = arena_make(arena, struct entry);
    entry->route = route;
    if (text_empty(route->method) || route->handle == NULL || !text_starts(route->path, "/"))
        return fault_set(fault, BAD_INPUT, "route %s %s: method, handler or leading slash missing",
                         text_or_empty(route->method), text_or_empty(route->path));
    const char *at = route->path;
    for (size_t depth = 0; *at == '/'; depth++) {
        const char *end = at + 1 + strcspn(at + 1, "/");
        const char *segment = arena_text_n(arena, at + 1, (size_t)(end - at - 1));
        node = depth < DEPTH_LIMIT ? grow(arena, node, entry, segment, *end == '\0') : NULL;
        if (node == NULL)
            return fault_set(fault, BAD_INPUT, "route %s: malformed path", route->path);
        at = end;
    }
    for (struct entry *other = node->entries; other != NULL; other = other->next)
        if (text_equal(other->route->method, route->method))
            return fault_set(fault, BAD_INPUT, "routes %s and %s match the same", route->path,
                             other->route->path);
    entry->next = node->entries;
    node->entries = entry;
    return OK;
}

enum status router_new(struct arena *arena, const struct http_route *routes, size_t count,
                       struct router **out, struct fault *fault)
{
    struct router *router = arena_make(arena, struct router);
    for (size_t i = 0; i < count; i++) {
        enum status st = add(arena, &router->root, &routes[i], fault);
        if (st != OK)
            return st;
    }
    *out = router;
    return OK;
}

static void allow(struct lookup *lookup, const char *method)
{
    if (lookup->allow.length > 0)
        buf_text(&lookup->allow, ", ");
    buf_text(&lookup->allow, method);
    if (text_equal(method, "GET"))
        buf_text(&lookup->allow, ", HEAD");
}

static bool ends_here(struct lookup *lookup, const struct node *node)
{
    for (const struct entry *entry = node->entries; entry != NULL; entry = entry->next) {
        const char *method = entry->route->method;
        if (text_equal(method, lookup->method) ||
            (text_equal(method, "GET") && text_equal(lookup->method, "HEAD"))) {
            lookup->found = entry;
            return true;
        }
    }
    for (const struct entry *entry = node->entries; entry != NULL; entry = entry->next)
        allow(lookup, entry->route->method);
    return false;
}

static bool rest_matches(struct lookup *lookup, const struct node *node, size_t at, size_t values)
{
    const char *raw = lookup->raw[at];
    if (form_decode(lookup->arena, bytes_of(raw), false, &lookup->values[values]) != OK) {
        lookup->malformed = true;
        return false;
    }
    return ends_here(lookup, node);
}

static bool walk(struct lookup *lookup, const struct node *node, size_t at, size_t values)
{
    if (at == lookup->count)
        return !lookup->deeper && ends_here(lookup, node);
    const char *segment = lookup->decoded[at];
    for (const struct node *child = node->literals; child != NULL; child = child->next)
        if (text_equal(child->literal, segment) && walk(lookup, child, at + 1, values))
            return true;
    if (node->param != NULL && *segment != '\0') {
        lookup->values[values] = segment;
        if (walk(lookup, node->param, at + 1, values + 1))
            return true;
    }
    return node->rest != NULL && rest_matches(lookup, node->rest, at, values);
}

/* A path with more segments than the limit can only be matched by `{rest*}`. */
static enum status split(struct lookup *lookup, const char *path)
{
    const char *at = path;
    for (; *at == '/' && lookup->count < DEPTH_LIMIT; lookup->count++) {
        const char *end = at + 1 + strcspn(at + 1, "/");
        struct bytes raw = {(const unsigned char *)at + 1, (size_t)(end - at - 1)};
        lookup->raw[lookup->count] = at + 1;
        enum status st = form_decode(lookup->arena, raw, false, &lookup->decoded[lookup->count]);
        if (st != OK)
            return st;
        at = end;
    }
    lookup->deeper = *at != '\0';
    return OK;
}

enum status router_find(const struct router *router, struct arena *arena, const char *method,
                        const char *path, struct router_match *out)
{
    struct lookup lookup = {.arena = arena, .method = method};
    buf_init(&lookup.allow, arena, 1024);
    *out = (struct router_match){NULL, {NULL, 0}, NULL};
    enum status st = split(&lookup, path);
    if (st != OK)
        return st;
    bool found = walk(&lookup, &router->root, 0, 0);
    if (lookup.malformed)
        return BAD_INPUT;
    if (!found) {
        out->allow = lookup.allow.length > 0 ? buf_string(&lookup.allow) : NULL;
        return OK;
    }
    const struct entry *entry = lookup.found;
    struct http_field *params = arena_array(arena, entry->name_count, sizeof(*params));
    for (size_t i = 0; i < entry->name_count; i++)
        params[i] = (struct http_field){entry->names[i], lookup.values[i]};
    out->route = entry->route;
    out->params = (struct http_fields){params, entry->name_count};
    return OK;
}
