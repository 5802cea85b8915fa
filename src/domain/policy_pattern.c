#include "domain/policy_pattern.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/policy_document.h"

enum { ARN_COLONS = 5 }; /* arn:partition:service:region:account:resource, which may have more */

enum wildcards { WILDCARDS_NONE, WILDCARDS_ANYWHERE, WILDCARDS_RESOURCE, WILDCARDS_ARN };

struct reading {
    struct arena *arena;
    enum wildcards wildcards;
    size_t colons; /* so far, in what is no variable */
    struct policy_piece *pieces;
    size_t count;
    const char **reason;
};

static void add(struct reading *r, enum policy_piece_kind kind, const char *text, size_t length)
{
    r->pieces[r->count++] = (struct policy_piece){.kind = kind, .text = text, .length = length};
}

static bool within_part(const struct reading *r)
{
    return r->wildcards >= WILDCARDS_RESOURCE && r->colons < ARN_COLONS;
}

static void add_wildcard(struct reading *r, const char *at)
{
    bool part = within_part(r);
    if (*at == '?') {
        add(r, part ? PIECE_ONE_OF_PART : PIECE_ONE, at, 0);
        return;
    }
    if (r->wildcards == WILDCARDS_RESOURCE && (at[1] == ':' || at[1] == '\0'))
        part = false;
    add(r, part ? PIECE_MANY_OF_PART : PIECE_MANY, at, 0);
}

static bool wrong(struct reading *r, const char *reason)
{
    *r->reason = reason;
    return false;
}

/* The default of a variable, from the comma to the closing brace. */
static bool read_default(struct reading *r, const char **at, const char **out)
{
    const char *text = *at + 1;
    text += strspn(text, " ");
    const char *end = *text == '\'' ? strchr(text + 1, '\'') : NULL;
    if (end == NULL)
        return wrong(r, "the default of a variable must stand in single quotes: "
                        "${aws:username, 'nobody'}");
    *out = arena_text_n(r->arena, text + 1, (size_t)(end - text) - 1);
    *at = end + 1 + strspn(end + 1, " ");
    return true;
}

/* `*at` is at "${", and then behind the brace that closes it. */
static bool read_variable(struct reading *r, const char **at)
{
    if (within_part(r) && r->wildcards == WILDCARDS_RESOURCE)
        return wrong(r, "variables can stand only in the last part of an ARN, "
                        "behind its fifth colon");
    const char *name = *at + 2;
    size_t length = strcspn(name, ",} ");
    const char *end = name + length;
    const char *instead = NULL;
    if (length == 0 && *end == '}')
        return wrong(r, "the variable ${} names no key");
    if (*end == ' ')
        return wrong(r, "there is a blank within a variable's name");
    if (*end == ',' && !read_default(r, &end, &instead))
        return false;
    if (*end != '}')
        return wrong(r, "a variable lacks its closing }");
    *at = end + 1;
    if (length == 1 && strchr("*?$", *name) != NULL) {
        if (instead != NULL)
            return wrong(r, "${*}, ${?} and ${$} stand for the sign itself and take no default");
        add(r, PIECE_TEXT, name, 1);
        return true;
    }
    r->pieces[r->count++] = (struct policy_piece){
        .kind = PIECE_VARIABLE, .text = arena_text_n(r->arena, name, length), .instead = instead};
    return true;
}

static size_t count_of(const char *text, const char *characters)
{
    size_t count = 0;
    for (text = strpbrk(text, characters); text != NULL; text = strpbrk(text + 1, characters))
        count++;
    return count;
}

static bool read_pieces(struct arena *arena, const char *text, enum wildcards wildcards,
                        struct policy_pattern *out, const char **reason)
{
    const char *special = wildcards == WILDCARDS_NONE ? "$" : "*?$";
    struct reading r = {.arena = arena, .wildcards = wildcards, .reason = reason};
    /* Text before each special character, the character, and text at the end. */
    r.pieces = arena_array(arena, 2 * count_of(text, special) + 1, sizeof *r.pieces);
    while (*text != '\0') {
        size_t plain = strcspn(text, special);
        if (text[plain] == '$' && text[plain + 1] != '{')
            plain++;
        if (plain > 0) {
            for (size_t i = 0; i < plain; i++)
                r.colons += text[i] == ':';
            add(&r, PIECE_TEXT, text, plain);
            text += plain;
        } else if (*text == '$') {
            if (!read_variable(&r, &text))
                return false;
        } else {
            add_wildcard(&r, text++);
        }
    }
    *out = (struct policy_pattern){r.pieces, r.count};
    return true;
}

bool policy_text_read(struct arena *arena, const char *text, struct policy_pattern *out,
                      const char **reason)
{
    return read_pieces(arena, text, WILDCARDS_NONE, out, reason);
}

bool policy_like_read(struct arena *arena, const char *text, struct policy_pattern *out,
                      const char **reason)
{
    return read_pieces(arena, text, WILDCARDS_ANYWHERE, out, reason);
}

bool policy_action_read(struct arena *arena, const char *text, struct policy_pattern *out,
                        const char **reason)
{
    static const char service[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";
    size_t length = strspn(text, service);
    bool any = text_equal(text, "*") || text_equal(text, "*:*");
    if (strstr(text, "${") != NULL)
        *reason = "variables can stand only in resources and conditions, not in actions";
    else if (!any && (length == 0 || text[length] != ':' || text[length + 1] == '\0'))
        *reason = "an action is written service:Name, such as aws-marketplace:Subscribe; wildcards "
                  "can stand in the name";
    else if (!any && strpbrk(text + length + 1, ": \t\r\n") != NULL)
        *reason = "an action has one colon and no blank";
    else
        return read_pieces(arena, text, WILDCARDS_ANYWHERE, out, reason);
    return false;
}

/* The end of a part of an ARN: the colon, or the end of the text. Colons in variables are none. */
static const char *part_end(const char *part)
{
    while (*part != '\0' && *part != ':') {
        const char *brace = part[0] == '$' && part[1] == '{' ? strchr(part, '}') : NULL;
        part = brace == NULL ? part + 1 : brace + 1;
    }
    return part;
}

static bool is_partition(const char *part, const char *end)
{
    size_t length = (size_t)(end - part);
    if (length == 1)
        return *part == '*';
    return length >= 3 && strncmp(part, "aws", 3) == 0 &&
           (length == 3 || part[3] == '-' || part[3] == '*');
}

/* What every ARN in a policy must be; `parts` of it are needed. */
static bool check_arn(const char *text, size_t parts, const char **service, const char **reason)
{
    const char *at = text + strlen("arn:");
    const char *end = part_end(at);
    if (!is_partition(at, end)) {
        *reason = "the second part of an ARN is the partition, aws";
        return false;
    }
    *service = *end == ':' ? end + 1 : end;
    for (size_t part = 2; part < parts; part++) {
        if (*end != ':') {
            *reason = "an ARN has six parts, arn:aws:service:region:account:resource, of which "
                      "region and account may be empty";
            return false;
        }
        at = end + 1;
        end = part_end(at);
    }
    if (part_end(*service) == *service || *at == '\0') {
        *reason = "the service and the resource of an ARN can't be empty";
        return false;
    }
    return true;
}

bool policy_resource_read(struct arena *arena, const char *text, struct policy_pattern *out,
                          const char **reason)
{
    if (text_equal(text, "*"))
        return read_pieces(arena, text, WILDCARDS_RESOURCE, out, reason);
    if (!text_starts(text, "arn:")) {
        *reason = "a resource is * or an ARN, which begins with arn:aws:";
        return false;
    }
    const char *service;
    /* A * at the end stands for the parts that are not there. */
    if (!check_arn(text, text_ends(text, "*") ? 4 : 6, &service, reason))
        return false;
    const char *wildcard = strpbrk(service, "*?");
    if (wildcard != NULL && wildcard < part_end(service)) {
        *reason = "the service of a resource must be written out, without wildcards";
        return false;
    }
    return read_pieces(arena, text, WILDCARDS_RESOURCE, out, reason);
}

bool policy_arn_read(struct arena *arena, const char *text, struct policy_pattern *out,
                     const char **reason)
{
    const char *service;
    if (text_equal(text, "*"))
        return read_pieces(arena, text, WILDCARDS_ANYWHERE, out, reason);
    if (!text_starts(text, "arn:") && !text_starts(text, "${")) {
        *reason = "an Arn operator compares with an ARN, which begins with arn:aws:";
        return false;
    }
    return (text_starts(text, "${") || check_arn(text, 6, &service, reason)) &&
           read_pieces(arena, text, WILDCARDS_ARN, out, reason);
}

bool policy_is_arn(const char *text)
{
    return text_starts(text, "arn:") && count_of(text, ":") >= ARN_COLONS;
}

/* Behind one character, which is not the end. */
static const char *next(const char *text)
{
    do {
        text++;
    } while (((unsigned char)*text & 0xC0) == 0x80);
    return text;
}

static const char *skip_text(const char *text, const char *expected, size_t length, bool any_case)
{
    int differ = any_case ? strncasecmp(text, expected, length) : strncmp(text, expected, length);
    return differ == 0 ? text + length : NULL;
}

/* Behind what a piece other than * stands for, or NULL where the text begins otherwise. */
static const char *match_piece(const struct policy_piece *piece, const char *text, bool any_case,
                               const struct policy_request *request)
{
    if (piece->kind == PIECE_TEXT)
        return skip_text(text, piece->text, piece->length, any_case);
    if (piece->kind != PIECE_VARIABLE) {
        bool end = *text == '\0' || (*text == ':' && piece->kind == PIECE_ONE_OF_PART);
        return end ? NULL : next(text);
    }
    const struct policy_key *key = policy_request_key(request, piece->text);
    /* Several values are none that could be put here (IAM policy elements: Variables). */
    if (key != NULL && key->count > 1)
        return NULL;
    const char *value = key != NULL ? key->values[0] : piece->instead;
    return value == NULL ? NULL : skip_text(text, value, strlen(value), any_case);
}

/* Where to go on when the text does not match: behind a *, which then takes one character more. */
struct retry {
    const struct policy_piece *piece;
    const char *text;
};

bool policy_pattern_matches(const struct policy_pattern *pattern, const char *text, bool any_case,
                            const struct policy_request *request)
{
    const struct policy_piece *piece = pattern->pieces;
    const struct policy_piece *end = piece + pattern->count;
    struct retry part = {0};
    struct retry any = {0};
    for (;;) {
        const char *rest = NULL;
        if (piece < end && piece->kind == PIECE_MANY) {
            any = (struct retry){++piece, text};
            part = (struct retry){0};
            continue;
        }
        if (piece < end && piece->kind == PIECE_MANY_OF_PART) {
            part = (struct retry){++piece, text};
            continue;
        }
        if (piece == end && *text == '\0')
            return true;
        if (piece < end)
            rest = match_piece(piece, text, any_case, request);
        if (rest != NULL) {
            piece++;
            text = rest;
            continue;
        }
        /* Only the last * of each kind need be tried again: what an earlier one could take more,
         * it can. */
        struct retry *retry = &part;
        if (part.piece == NULL || *part.text == '\0' || *part.text == ':') {
            retry = &any;
            part = (struct retry){0};
        }
        if (retry->piece == NULL || *retry->text == '\0')
            return false;
        retry->text = next(retry->text);
        piece = retry->piece;
        text = retry->text;
    }
}
