#include "main/options.h"

#include <stdlib.h>

#include "base/text.h"

enum { LIMIT_MAX = 1000000 };

struct option {
    const char *name;
    const char **text; /* takes a value */
    bool *flag;        /* stands alone */
};

static enum status set_limit(const char *text, long *out, struct fault *fault)
{
    int64_t number;
    if (!text_to_int(text, &number) || number < 1 || number > LIMIT_MAX)
        return fault_set(fault, BAD_INPUT, "--limit takes a number from 1 to %d.", LIMIT_MAX);
    *out = (long)number;
    return OK;
}

static enum status set_word(const char *word, struct invocation *out, struct fault *fault)
{
    if (out->verb == NULL)
        out->verb = word;
    else if (out->object == NULL)
        out->object = word;
    else
        return fault_set(fault, BAD_INPUT, "'%s' is one word too many.", word);
    return OK;
}

enum status options_parse(int argc, char **argv, struct invocation *out, struct fault *fault)
{
    const char *limit = "100";
    const struct option options[] = {
        {"--data", &out->data, NULL},
        {"--database", &out->database, NULL},
        {"--from", &out->from, NULL},
        {"--to", &out->to, NULL},
        {"--listen", &out->listen, NULL},
        {"--payload", &out->payload_id, NULL},
        {"--order", &out->order_id, NULL},
        {"--state", &out->state, NULL},
        {"--account", &out->account, NULL},
        {"--organization", &out->organization, NULL},
        {"--name", &out->name, NULL},
        {"--email", &out->email, NULL},
        {"--user", &out->user, NULL},
        {"--policy", &out->policy, NULL},
        {"--resource", &out->resource, NULL},
        {"--file", &out->file, NULL},
        {"--description", &out->description, NULL},
        {"--identity", &out->identity, NULL},
        {"--overlap", &out->overlap, NULL},
        {"--kind", &out->kind, NULL},
        {"--rate", &out->rate, NULL},
        {"--registration", &out->registration, NULL},
        {"--limit", &limit, NULL},
        {"--json", NULL, &out->json},
        {"--demo", NULL, &out->demo},
        {"--raw", NULL, &out->raw},
    };
    for (int i = 0; i < argc; i++) {
        if (!text_starts(argv[i], "--")) {
            enum status st = set_word(argv[i], out, fault);
            if (st != OK)
                return st;
            continue;
        }
        const struct option *option = NULL;
        for (size_t j = 0; j < sizeof options / sizeof *options; j++) {
            if (text_equal(options[j].name, argv[i]))
                option = &options[j];
        }
        if (option == NULL)
            return fault_set(fault, BAD_INPUT, "There is no option '%s'. See: punchoutd help",
                             argv[i]);
        if (option->flag != NULL) {
            *option->flag = true;
        } else {
            if (++i == argc)
                return fault_set(fault, BAD_INPUT, "%s needs a value.", option->name);
            *option->text = argv[i];
        }
    }
    return set_limit(limit, &out->limit, fault);
}
