#include "base/text.h"
#include "domain/policy_document.h"

static const struct policy_key *find_key(const struct policy_keys *keys, const char *name)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (text_equal_nocase(keys->items[i].name, name))
            return &keys->items[i];
    }
    return NULL;
}

const struct policy_key *policy_request_key(const struct policy_request *request, const char *name)
{
    const struct policy_key *key = find_key(&request->principal, name);
    if (key == NULL)
        key = find_key(&request->context, name);
    return key != NULL && key->count > 0 ? key : NULL;
}

static bool covers(const struct policy_patterns *patterns, const char *text, bool any_case,
                   const struct policy_request *request)
{
    for (size_t i = 0; i < patterns->count; i++) {
        if (policy_pattern_matches(&patterns->items[i], text, any_case, request))
            return !patterns->all_but;
    }
    return patterns->all_but;
}

static bool applies(const struct policy_statement *statement, const struct policy_request *request)
{
    if (!covers(&statement->actions, request->action, true, request) ||
        !covers(&statement->resources, request->resource, false, request))
        return false;
    for (size_t i = 0; i < statement->condition_count; i++) {
        if (!policy_condition_holds(&statement->conditions[i], request))
            return false;
    }
    return true;
}

struct policy_verdict policy_evaluate(const struct policy *const *policies, size_t count,
                                      const struct policy_request *request)
{
    struct policy_verdict verdict = {.sid = ""};
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < policies[i]->count; j++) {
            const struct policy_statement *statement = &policies[i]->statements[j];
            bool deny = statement->effect == EFFECT_DENY;
            if ((verdict.decision == POLICY_ALLOWED && !deny) || !applies(statement, request))
                continue;
            verdict = (struct policy_verdict){deny ? POLICY_EXPLICIT_DENY : POLICY_ALLOWED, i, j,
                                              statement->sid};
            if (deny)
                return verdict;
        }
    }
    return verdict;
}

const char *policy_decision_name(enum policy_decision decision)
{
    static const char *const names[] = {[POLICY_IMPLICIT_DENY] = "implicitDeny",
                                        [POLICY_ALLOWED] = "allowed",
                                        [POLICY_EXPLICIT_DENY] = "explicitDeny"};
    return names[decision];
}
