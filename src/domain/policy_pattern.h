#ifndef DOMAIN_POLICY_PATTERN_H
#define DOMAIN_POLICY_PATTERN_H
/* Texts of a policy with wildcards and variables, taken apart once so that matching needs no
 * memory. For domain/policy_*.c alone. */
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct policy_request;

enum policy_piece_kind {
    PIECE_TEXT,
    PIECE_VARIABLE,    /* ${aws:username, 'default'} */
    PIECE_ONE,         /* ? */
    PIECE_MANY,        /* * */
    PIECE_ONE_OF_PART, /* the same within one part of an ARN: no colon */
    PIECE_MANY_OF_PART
};

struct policy_piece {
    enum policy_piece_kind kind;
    const char *text;    /* of TEXT, not NUL-terminated; of VARIABLE the name of its key */
    size_t length;       /* of TEXT */
    const char *instead; /* of VARIABLE: its default, or NULL */
};

struct policy_pattern {
    const struct policy_piece *pieces;
    size_t count;
};

/* Each reads a value of a policy, which must live as long as the arena; false with what is wrong,
 * as a sentence about it. */

/* Of StringEquals: * and ? stand for themselves. */
bool policy_text_read(struct arena *arena, const char *text, struct policy_pattern *out,
                      const char **reason);
/* Of StringLike. */
bool policy_like_read(struct arena *arena, const char *text, struct policy_pattern *out,
                      const char **reason);
/* Of Action: `*` or service:Name, to be compared without case. */
bool policy_action_read(struct arena *arena, const char *text, struct policy_pattern *out,
                        const char **reason);
/* Of Resource: `*` or an ARN. Wildcards stay within its first five parts, but a * that ends a part
 * may run on beyond the colon (IAM JSON policy elements: Resource). */
bool policy_resource_read(struct arena *arena, const char *text, struct policy_pattern *out,
                          const char **reason);
/* Of ArnLike: `*`, a variable, or an ARN whose six parts are compared each with its own. */
bool policy_arn_read(struct arena *arena, const char *text, struct policy_pattern *out,
                     const char **reason);

/* Whether the whole text is what the pattern stands for: never where a variable has no value. What
 * comes out of a variable is text, also if it is a * or ?. `any_case` is for ASCII letters. */
bool policy_pattern_matches(const struct policy_pattern *pattern, const char *text, bool any_case,
                            const struct policy_request *request);

/* Whether the text of a request is an ARN, which has six parts. */
bool policy_is_arn(const char *text);

#endif
