#ifndef WEB_CSP_H
#define WEB_CSP_H
/* The Content-Security-Policy of a page (CSP level 3). */
struct arena;

/* "https://buyer.example:8443" of an http or https URL; NULL where it is neither, names no host, or
 * has what would end a source or a directive. */
const char *csp_origin(struct arena *arena, const char *url);

/* The blank-separated sources that are sound, or 'none' where there are none. */
const char *csp_frame_ancestors(struct arena *arena, const char *sources);

/* Where the forms of a page may lead besides back to us; empty members add nothing. */
struct csp_targets {
    const char *url;   /* a form's action: its origin */
    const char *hosts; /* blank-separated, `*.` prefix: where the action may redirect to */
};

const char *csp_policy(struct arena *arena, const char *frame_ancestors,
                       const struct csp_targets *targets);

#endif
