/* The most that libmicrohttpd can give here: reads each request whole and answers constant bytes,
 * on two epoll threads as punchoutd's. What it starts with reads as a cXML success.
 *
 *     ceiling ANSWER_BYTES       bytes of body; prints "listening on URL", ends at SIGTERM or
 * SIGINT */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2, BYTES_MAX = 16 << 20, CONNECTIONS = 4096 };

struct answer {
    char *body;
    size_t size;
};

static enum MHD_Result handle(void *state, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload_data,
                              size_t *upload_data_size, void **request)
{
    static int seen;
    const struct answer *answer = state;
    (void)url, (void)method, (void)version, (void)upload_data;
    if (*request == NULL) {
        *request = &seen;
        return MHD_YES;
    }
    if (*upload_data_size != 0) {
        *upload_data_size = 0;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->size, answer->body, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "text/xml; charset=UTF-8");
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static struct MHD_Daemon *start(struct answer *answer)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL,
                            handle, answer, MHD_OPTION_SOCK_ADDR, &address,
                            MHD_OPTION_THREAD_POOL_SIZE, THREADS, MHD_OPTION_CONNECTION_LIMIT,
                            CONNECTIONS, MHD_OPTION_END);
}

int main(int argc, char **argv)
{
    static const char success[] = "<Status code=\"200\" text=\"OK\"/>";
    long bytes = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    if (bytes < (long)sizeof success || bytes > BYTES_MAX) {
        fprintf(stderr, "usage: ceiling ANSWER_BYTES (%zu to %d)\n", sizeof success, BYTES_MAX);
        return 2;
    }
    struct answer answer = {.body = malloc((size_t)bytes), .size = (size_t)bytes};
    if (answer.body == NULL)
        return 1;
    memset(answer.body, ' ', answer.size);
    memcpy(answer.body, success, sizeof success - 1);
    sigset_t ends;
    int which;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    struct MHD_Daemon *daemon = start(&answer);
    const union MHD_DaemonInfo *info =
        daemon == NULL ? NULL : MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info == NULL) {
        fputs("ceiling: can't listen\n", stderr);
        return 1;
    }
    printf("listening on http://127.0.0.1:%u\n", info->port);
    fflush(stdout);
    sigwait(&ends, &which);
    MHD_stop_daemon(daemon);
    free(answer.body);
    return 0;
}
