#ifndef TOOLS_TEMPLATE_COMPILE_H
#define TOOLS_TEMPLATE_COMPILE_H
/* One template to one C function; the language is described in tools/README.md. */
#include <stddef.h>

struct arena;
struct buf;

struct template_source {
    const char *path; /* as messages and #line name it */
    const char *text;
    const char *name;   /* `product` of product.html */
    const char *prefix; /* of the functions: `template_` */
    const char *header; /* that declares them */
};

/* Where and why a template is wrong. */
struct template_error {
    size_t line;
    char message[256];
};

/* Writes the C file; returns 0, or -1 with the error. */
int template_compile(struct arena *arena, const struct template_source *source, struct buf *out,
                     struct template_error *error);

/* The struct's name in the template's {{view}}, which must be its first line; NULL with the error
 * where it is not. */
const char *template_view(struct arena *arena, const char *text, struct template_error *error);

#endif
