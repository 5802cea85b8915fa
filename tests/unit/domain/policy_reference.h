#ifndef TESTS_UNIT_DOMAIN_POLICY_REFERENCE_H
#define TESTS_UNIT_DOMAIN_POLICY_REFERENCE_H
/* A second evaluator of policies, slow and written from IAM's rules, to compare the real one with.
 * It never sees JSON: policies are given as they were made up. */
#include <stdbool.h>
#include <stddef.h>

#include "domain/policy.h"

enum { MODEL_MAX = 3 };

struct model_texts {
    const char *items[MODEL_MAX];
    size_t count;
};

struct model_condition {
    const char *operator; /* "ForAnyValue:StringLikeIfExists" */
    const char *key;
    struct model_texts values;
};

struct model_statement {
    bool deny;
    bool not_action;
    bool not_resource;
    struct model_texts actions;
    struct model_texts resources;
    struct model_condition conditions[MODEL_MAX];
    size_t condition_count;
};

struct model_policy {
    struct model_statement statements[MODEL_MAX];
    size_t count;
};

/* What texts of times and addresses mean is looked up here, not worked out. */
struct known_time {
    const char *text;
    long long milliseconds; /* since 1970 */
};

struct known_network {
    const char *text;
    const char *bits; /* of the prefix, `4` or `6` first */
};

extern const struct known_time known_times[];
extern const size_t known_time_count;
/* Those without a prefix are of a request too. */
extern const struct known_network known_networks[];
extern const size_t known_network_count;

struct policy_verdict reference_evaluate(const struct model_policy *policies, size_t count,
                                         const struct policy_request *request);

#endif
