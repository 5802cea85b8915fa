/* Any bytes: the parser must end, and say where what it refuses is wrong; what it takes must be
 * decided the same way twice, by a statement that is there, and never allowed by nothing. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "domain/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
    if (!holds)
        panic("the policy was misread");
}

static const char *const name[] = {"a*", "b"};
static const char *const time[] = {"2026-11-22T21:30:00Z"};
static const char *const address[] = {"2001:db8::1"};
static const char *const arn[] = {"arn:aws:iam::123456789012:user/a:b"};
static const char *const number[] = {"-12.50"};

static const struct policy_key principal[] = {{"aws:username", name, 1}};
static const struct policy_key context[] = {
    {"aws:CurrentTime", time, 1},    {"aws:SourceIp", address, 1}, {"aws:SourceArn", arn, 1},
    {"s3:max-keys", number, 1},      {"aws:TagKeys", name, 2},     {"aws:PrincipalArn", arn, 1},
    {"aws:SecureTransport", name, 0}};

static const struct policy_request requests[] = {
    {"iam:GetUser", "arn:aws:iam::123456789012:user/a:b", {principal, 1}, {context, 7}},
    {"aws-marketplace:Subscribe", "*", {principal, 1}, {NULL, 0}},
    {"", "", {NULL, 0}, {context, 7}},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const struct policy *policy = NULL;
    struct fault fault = {{0}};
    struct bytes input = {arena_copy(arena, data, size), size};
    enum status st = policy_parse(arena, input, &policy, &fault);
    require(st == OK || st == TOO_LARGE ||
            (st == BAD_INPUT && strncmp(fault.message, "line ", 5) == 0));
    for (size_t i = 0; st == OK && i < sizeof requests / sizeof *requests; i++) {
        const struct policy *const twice[] = {policy, policy};
        struct policy_verdict verdict = policy_evaluate(twice, 1, &requests[i]);
        struct policy_verdict again = policy_evaluate(twice, 2, &requests[i]);
        require(verdict.decision == again.decision && verdict.statement == again.statement);
        require(verdict.policy == 0 && again.policy == 0);
        require(policy_evaluate(twice, 0, &requests[i]).decision == POLICY_IMPLICIT_DENY);
    }
    arena_free(arena);
    return 0;
}
