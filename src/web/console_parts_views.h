#ifndef WEB_CONSOLE_PARTS_VIEWS_H
#define WEB_CONSOLE_PARTS_VIEWS_H
/*
 * What the templates of the console print. Its pages are made of four: a list, a form, an object
 * with sections, a message; so a page's handler says what there is, never how it looks.
 */
#include "web/views.h"

struct button_view {
    const char *text;
    const char *url;
    const char *look; /* primary, outline-secondary, outline-danger, danger, link */
    bool post;        /* a form of its own; a link else */
    const char *form_token;
    const char *name, *value; /* a hidden field of it, or NULL */
    const char *label;        /* where the text alone would be heard without its row; or NULL */
};

struct button_list {
    struct button_view *items;
    size_t count;
};

/* The frame of a console page. Without session there is no navigation. */
struct console_page {
    const char *title;
    const char *lead;    /* one sentence: what the page is for; or NULL */
    const char *realm;   /* "Console", "Operator console" */
    const char *home;    /* "/console", "/operator" */
    const char *account; /* name; NULL without session and for operators */
    const char *account_id;
    const char *organization; /* NULL: stands alone */
    const char *person;       /* NULL without session */
    struct link_list navigation;
    struct link_list crumbs;
    struct button_list actions;
    const char *test_banner;     /* across the page (CON-7), or NULL */
    const char *test_banner_url; /* where test mode is turned off, or NULL */
    const char *said;            /* what has just been done, or NULL */
    const char *form_token;
    const char *bootstrap_tag, *theme_tag, *script_tag, *logo_tag;
};

struct cell_view {
    const char *text;
    const char *url;    /* NULL: no link */
    const char *second; /* a smaller line below */
    const char *icon;   /* with a tone: a state */
    const char *tone;   /* badge-... */
    const char *moment; /* for <time datetime>: ISO 8601 */
    bool code;          /* an id, in monospace */
    bool copies;        /* with a button that copies it */
    bool number;        /* right-aligned */
};

struct cell_list {
    struct cell_view *items;
    size_t count;
};

struct row_view {
    struct cell_list cells;
    struct button_list buttons;
};

struct row_list {
    struct row_view *items;
    size_t count;
};

struct column_view {
    const char *text;
    const char *url;    /* sorts by it, or NULL */
    const char *sorted; /* ascending, descending, or NULL */
    bool number;
};

struct column_list {
    struct column_view *items;
    size_t count;
};

struct table_view {
    const char *caption; /* for who can't see where it stands */
    struct column_list columns;
    struct row_list rows;
    bool has_buttons;
    const char *empty;        /* what would be here, and how it gets there */
    struct link_view instead; /* where to go then; url NULL: nowhere */
};

struct choice_view {
    const char *id; /* of its control */
    const char *value;
    const char *label;
    const char *help; /* or NULL */
    bool chosen;
};

struct choice_list {
    struct choice_view *items;
    size_t count;
};

/* INPUT_HEADING: no control, but the title of those that follow. */
enum input_kind { INPUT_TEXT, INPUT_AREA, INPUT_SELECT, INPUT_CHECKS, INPUT_HIDDEN, INPUT_HEADING };

struct input_view {
    enum input_kind kind;
    const char *name;
    const char *label;
    const char *help; /* or NULL */
    const char *value;
    const char *error; /* NULL: nothing is wrong */
    const char *type;  /* of INPUT_TEXT: text, email, password */
    const char *autocomplete;
    struct choice_list choices;
    bool required;
    bool code;  /* monospace, no spelling */
    bool brief; /* of INPUT_AREA: a few lines */
};

struct input_list {
    struct input_view *items;
    size_t count;
};

/* A form inside a page; posts to `url`, or with `get` asks it. */
struct panel_view {
    const char *url;
    const char *form_token;
    struct input_list inputs;
    const char *submit;
    const char *cancel_url;  /* or NULL */
    const char *cancel_text; /* NULL: Cancel */
    bool get;
    bool danger;
};

struct problem_view {
    const char *field; /* id of its control, or NULL */
    const char *message;
};

struct problem_list {
    struct problem_view *items;
    size_t count;
};

#endif
