#ifndef DOMAIN_POLICY_DOCUMENT_H
#define DOMAIN_POLICY_DOCUMENT_H
/* What a policy document has become once it is read. For domain/policy_*.c alone. */
#include "domain/policy.h"
#include "domain/policy_pattern.h"
#include "domain/policy_value.h"

struct policy_operator;

enum policy_quantifier { QUANTIFIER_NONE, QUANTIFIER_ALL_VALUES, QUANTIFIER_ANY_VALUE };

struct policy_operand {
    union {
        struct policy_pattern pattern; /* String, Arn, Bool */
        struct policy_number number;
        int64_t time_us;
        struct policy_network network;
        const char *base64; /* as buf_base64 writes it */
        bool null;          /* the key must be missing */
    };
};

/* One key under one operator. */
struct policy_condition {
    const struct policy_operator *rule;
    enum policy_quantifier quantifier;
    bool if_exists;
    const char *key;
    const struct policy_operand *operands;
    size_t count;
};

/* What an operator's name says, prefix and suffix too; false with what is wrong, as a sentence. */
bool policy_condition_read(struct arena *arena, const char *name, struct policy_condition *out,
                           const char **reason);
/* A value as the condition's operator takes it, which must live as long as the arena; false
 * likewise. */
bool policy_operand_read(struct arena *arena, const struct policy_condition *condition,
                         const char *text, struct policy_operand *out, const char **reason);
bool policy_condition_holds(const struct policy_condition *condition,
                            const struct policy_request *request);

struct policy_patterns {
    const struct policy_pattern *items;
    size_t count;
    bool all_but; /* NotAction, NotResource */
};

enum policy_effect { EFFECT_NONE, EFFECT_ALLOW, EFFECT_DENY };

struct policy_statement {
    const char *sid;
    enum policy_effect effect;
    struct policy_patterns actions;
    struct policy_patterns resources;
    const struct policy_condition *conditions; /* all must hold */
    size_t condition_count;
};

struct policy {
    const struct policy_statement *statements;
    size_t count;
};

/* NULL where the request has no such key, or no value of it. */
const struct policy_key *policy_request_key(const struct policy_request *request, const char *name);

#endif
