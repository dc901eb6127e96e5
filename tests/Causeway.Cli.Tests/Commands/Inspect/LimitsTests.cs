using System.Globalization;
using System.Text.Json;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class LimitsTests
{
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

    [Fact]
    public void Limits_Use_GrowsWithWhatIsCreated()
    {
        SysVMessageQueue[] queues = [.. Enumerable.Range(0, 3).Select(static _ => SysVMessageQueue.Create(SysVKey.Private))];
        try
        {
            string lsipc = ShellCommand.Run("lsipc -g -r -o RESOURCE,USED,LIMIT | awk '$1 == \"MSGMNI\" { print $2 }'").OutputText.Trim();
            string[] line = Shell.Causeway("limits").Succeeded().Split('\n').Single(static line => line.StartsWith("kernel.msgmni", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(long.Parse(line[1], CultureInfo.InvariantCulture) >= 3, $"{line[1]}; lsipc: {lsipc}");
            Assert.Contains("sysctl -w kernel.msgmni=", string.Join(' ', line));
        }
        finally
        {
            Array.ForEach(queues, static queue => queue.Delete());
        }
    }
}
