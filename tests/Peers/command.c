/*
 * A command at the other end of popen's pipes: command VERB [ARGUMENTS].
 *   full-both BYTES     writes BYTES to each of standard output and standard error, only then reads its input to the end and
 *                       exits with 0 if that was as much
 *   upper               copies input to output in upper case, a line at a time
 *   descriptors         prints the numbers of its open descriptors
 *   group               prints "own" where it leads its process group, else "inherited"
 *   hang                ignores TERM, INT, HUP and PIPE, starts a child that does too, prints both pids and waits for ever
 *   keep-output         exits at once and leaves a child behind that holds standard output open until standard input ends
 *   sigpipe             prints the disposition of SIGPIPE: "default" or "ignored"
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char block[65536];

static void write_all(int fd, long bytes)
{
    while (bytes > 0) {
        ssize_t count = write(fd, block, bytes < (long)sizeof block ? (size_t)bytes : sizeof block);
        if (count <= 0)
            exit(9);
        bytes -= count;
    }
}

static int full_both(long bytes)
{
    long total = 0;
    ssize_t count;
    memset(block, 'x', sizeof block);
    write_all(1, bytes);
    write_all(2, bytes);
    while ((count = read(0, block, sizeof block)) > 0)
        total += count;
    return total == bytes ? 0 : 1;
}

static int descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    struct dirent *entry;
    while ((entry = readdir(directory)) != NULL)
        if (isdigit((unsigned char)entry->d_name[0]) && atoi(entry->d_name) != dirfd(directory))
            printf("%s\n", entry->d_name);
    return 0;
}

static void hang(void)
{
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    pid_t child = fork();
    if (child > 0) {
        printf("%d\n%d\n", (int)getpid(), (int)child);
        fflush(stdout);
    }
    for (;;)
        pause();
}

static int keep_output(void)
{
    char byte;
    return fork() == 0 && read(0, &byte, 1) < 0;
}

int main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "full-both") == 0)
        return full_both(atol(argv[2]));
    if (strcmp(verb, "upper") == 0) {
        int c;
        while ((c = getchar()) != EOF) {
            putchar(toupper(c));
            if (c == '\n')
                fflush(stdout);
        }
        return 0;
    }
    if (strcmp(verb, "descriptors") == 0)
        return descriptors();
    if (strcmp(verb, "group") == 0)
        return puts(getpgrp() == getpid() ? "own" : "inherited") < 0;
    if (strcmp(verb, "hang") == 0)
        hang();
    if (strcmp(verb, "keep-output") == 0)
        return keep_output();
    if (strcmp(verb, "sigpipe") == 0) {
        struct sigaction action;
        sigaction(SIGPIPE, NULL, &action);
        return puts(action.sa_handler == SIG_DFL ? "default" : "ignored") < 0;
    }
    return 2;
}
