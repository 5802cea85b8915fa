#ifndef TOOLS_TEMPLATE_EXPRESSION_H
#define TOOLS_TEMPLATE_EXPRESSION_H
/* EXPR and COND of tools/README.md, turned into C. */
#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { TEMPLATE_MAX_NAMES = 32 };

/* What an expression may begin with: `v` and the loop variables around it. */
struct template_names {
    const char *names[TEMPLATE_MAX_NAMES];
    size_t count;
};

bool template_names_have(const struct template_names *names, const char *name);

/* `v.product.title` -> `v->product.title`, `line` -> `(*line)`. Moves *text behind it. NULL with
 * *why where it is no expression. */
const char *template_expression(struct arena *arena, const struct template_names *names,
                                const char **text, const char **why);

/* A whole condition -> a C expression that is true or false. */
const char *template_condition(struct arena *arena, const struct template_names *names,
                               const char *text, const char **why);

#endif
