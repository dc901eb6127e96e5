using System.Text.Json;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class LimitsTests
{
    [Fact]
    public void Limits_OfProcesses_AreNotThoseOfTheCommandItself()
    {
        string[] lines = Shell.Script("echo $$; exec $CW limits").OutputText.Split('\n', 2);
        Assert.Contains("RLIMIT_NOFILE", lines[1]);
        Assert.DoesNotContain($"({lines[0]})", lines[1]);
    }

    [Fact]
    public void Limits_OfSysctl_AreTheKernels()
    {
        Dictionary<string, JsonElement> limits = Shell.Causeway("limits", "--json").Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line).RootElement).DistinctBy(static one => one.String("limit")).ToDictionary(static one => one.String("limit")!);
        foreach (string name in (string[])["kernel.shmmni", "kernel.msgmni", "kernel.msgmnb", "kernel.msgmax", "fs.mqueue.queues_max", "fs.mqueue.msg_max", "fs.mqueue.msgsize_max", "fs.pipe-max-size", "net.core.somaxconn"])
            Assert.Equal(File.ReadAllText("/proc/sys/" + name.Replace('.', '/')).Trim(), limits[name].String("most"));
        string[] semaphores = File.ReadAllText("/proc/sys/kernel/sem").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(semaphores, ((string[])["SEMMSL", "SEMMNS", "SEMOPM", "SEMMNI"]).Select(name => limits["kernel.sem " + name].String("most")));
        Assert.Superset(new HashSet<string>
        {
            "/dev/shm", "RLIMIT_MSGQUEUE", "RLIMIT_NOFILE", "RLIMIT_MEMLOCK", "RLIMIT_SIGPENDING", "fs.file-max", "fs.nr_open", "fs.pipe-user-pages-soft", "fs.pipe-user-pages-hard",
            "fs.inotify.max_user_instances", "fs.inotify.max_user_watches", "fs.epoll.max_user_watches", "kernel.threads-max", "kernel.pid_max", "vm.max_map_count", "net.core.rmem_max",
        }, limits.Keys.ToHashSet());
        Assert.All(limits.Values, static one => Assert.NotNull(one.String("unit")));
    }

    [RootFact]
    public void Limits_Use_IsWhatThereIs()
    {
        // Where nobody else creates any, each is counted.
        string[] lines = Shell.Script($"unshare --ipc sh -c '(ipcmk -Q; ipcmk -Q; ipcmk -Q; ipcmk -M 8192; ipcmk -M 4096; ipcmk -S 3) >/dev/null; {CommandRun.Program} limits'").Succeeded().Split('\n');
        Assert.Equal(("3", "2", "3", "1", "3"), (UseOf("kernel.msgmni"), UseOf("kernel.shmmni"), UseOf("kernel.shmall"), UseOf("kernel.sem SEMMNI"), UseOf("kernel.sem SEMMNS")));
        Assert.Contains("sysctl -w kernel.msgmni=", string.Join('\n', lines));

        string UseOf(string limit) => Assert.Single(lines, line => line.StartsWith(limit + "  ", StringComparison.Ordinal))[limit.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
    }
}
