#ifndef TOOLS_TEMPLATE_MARKUP_H
#define TOOLS_TEMPLATE_MARKUP_H
/*
 * Where in the markup a template stands: fed the literal text of a template one character at a
 * time, it says how a value at this place must be written, or why it may not be. It follows the
 * HTML tokenizer (WHATWG HTML section 13.2.5) as far as a hand-written page needs.
 */
#include <stdbool.h>

enum markup_state {
    MARKUP_TEXT,
    MARKUP_OPEN,     /* after < */
    MARKUP_BANG,     /* after <! */
    MARKUP_DASH,     /* after <!- */
    MARKUP_COMMENT,  /* inside <!-- --> */
    MARKUP_DOCTYPE,  /* inside <! > */
    MARKUP_TAG_NAME, /* inside the name of a tag */
    MARKUP_TAG,      /* in a tag, where an attribute may begin */
    MARKUP_JOINED,   /* in a tag, after an {{end}}: only a blank or the tag's end may follow */
    MARKUP_NAME,     /* inside an attribute's name */
    MARKUP_VALUE,    /* after = */
    MARKUP_DOUBLE,   /* inside "" */
    MARKUP_SINGLE,   /* inside '' */
    MARKUP_UNQUOTED, /* inside a value without quotes */
    MARKUP_RAW       /* inside <script> or <style> */
};

struct markup {
    enum markup_state state;
    char tag[32];       /* lower case, cut */
    char attribute[32]; /* lower case, cut */
    bool closing;       /* of the tag: </name */
    bool value_begun;   /* something of the attribute's value was written */
    char tail[9];       /* the last characters, to see the end of comments and scripts */
};

enum markup_place { PLACE_TEXT, PLACE_ATTRIBUTE, PLACE_URL, PLACE_URL_PART, PLACE_FORBIDDEN };

/* The place at the beginning of a template: text. */
struct markup markup_new(void);

/* Moves over one literal character. NULL, or what is wrong with it there. */
const char *markup_step(struct markup *markup, char c);

/* How an expression here is written; where it is forbidden `*why` says so. */
enum markup_place markup_place(const struct markup *markup, const char **why);

/* Tells that an expression was written here. */
void markup_value(struct markup *markup);

/* Two branches meet: `markup` becomes the place after both. False where there is no such place. */
bool markup_merge(struct markup *markup, const struct markup *other);

/* Whether a loop may go from one to the other. */
bool markup_same(const struct markup *a, const struct markup *b);

#endif
