/* Prints what a child was started with, a line each: argv, fds, blocked, ignored, caught, group, session, cwd, env NAME. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void status_line(const char *key)
{
    char line[256];
    FILE *status = fopen("/proc/self/status", "re");
    while (fgets(line, sizeof line, status))
        if (strncmp(line, key, strlen(key)) == 0)
            fputs(line, stdout);
    fclose(status);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        printf("argv %s\n", argv[i]);
    DIR *fds = opendir("/proc/self/fd");
    for (struct dirent *entry; (entry = readdir(fds)) != NULL;)
        if (entry->d_name[0] != '.' && atoi(entry->d_name) != dirfd(fds))
            printf("fd %s\n", entry->d_name);
    closedir(fds);
    status_line("SigBlk");
    status_line("SigIgn");
    status_line("SigCgt");
    printf("group %s\n", getpgrp() == getpid() ? "own" : "other");
    printf("session %s\n", getsid(0) == getpid() ? "own" : "other");
    char cwd[4096];
    printf("cwd %s\n", getcwd(cwd, sizeof cwd));
    const char *value = getenv("CAUSEWAY_TEST");
    printf("env %s\n", value ? value : "(unset)");
    value = getenv("HOME");
    printf("home %s\n", value ? "set" : "(unset)");
    return 0;
}
