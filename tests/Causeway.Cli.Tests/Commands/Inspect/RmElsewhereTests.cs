using System.Text.Json;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>Shared memory that others reach by other paths, or that is another's under the same one.</summary>
public sealed class RmElsewhereTests
{
    [RootFact]
    public void Rm_MemoryThatIsOpenByAnotherPath_IsInUse()
    {
        using TestDirectory directory = new();
        string name = $"causeway-rm-{Guid.NewGuid():N}";
        File.WriteAllText("/dev/shm/" + name, "x");
        using Peer holder = InMounts($"mount --bind /dev/shm {directory.Root}; exec 3<{directory.PathOf(name)}; echo ready; read end; exit 0");
        holder.Expect("ready");
        Look.Refused(Shell.Causeway("rm", "--yes", $"posix-shm:/{name}"), 1, $"in use by sh({holder.Process.Id})");
        Assert.True(File.Exists("/dev/shm/" + name));
        holder.CloseInput();
        holder.ExpectSuccess();
        File.Delete("/dev/shm/" + name);
    }

    [RootFact]
    public void Rm_MemoryOfTheSameNameInAnotherMountNamespace_IsAnother()
    {
        string name = $"causeway-rm-{Guid.NewGuid():N}";
        File.WriteAllText("/dev/shm/" + name, "x");
        using Peer holder = InMounts($"mount -t tmpfs none /dev/shm; exec 3<>/dev/shm/{name}; echo ready; read end; exit 0");
        holder.Expect("ready");
        JsonElement[] both = [.. Look.Json("ls", "posix-shm", "--name", "/" + name)];
        Assert.Equal(2, both.Length);
        string others = Assert.Single(both, one => one.GetProperty("processes").EnumerateArray().Any(process => process.GetInt32() == holder.Process.Id)).String("id")!;
        Look.Refused(Shell.Causeway("rm", "--yes", "--force", others), 1, "in another mount namespace");
        Assert.Contains("removed posix-shm:", Look.Text("rm", "--yes", "--force", $"posix-shm:/{name}"));
        Assert.False(File.Exists("/dev/shm/" + name));
        Assert.Equal(others, Assert.Single(Look.Json("ls", "posix-shm", "--name", "/" + name)).String("id"));
        holder.CloseInput();
        holder.ExpectSuccess();
    }

    [RootFact]
    public void Ls_FileOfADiskThatIsMountedOverAName_IsNoSharedMemory()
    {
        using TestDirectory directory = new();
        string name = $"causeway-rm-{Guid.NewGuid():N}";
        ShellCommandResult result = Shell.Script($"unshare --mount sh -c 'mount -t tmpfs none /dev/shm; mount -t ramfs none {directory.Root}; echo x >{directory.PathOf("file")}; : >/dev/shm/{name}; : >/dev/shm/other{name}; "
            + $"mount --bind {directory.PathOf("file")} /dev/shm/{name}; exec 3</dev/shm/{name}; {CommandRun.Program} ls posix-shm --columns name'");
        Assert.Equal(["/other" + name], result.OutputText.Split('\n').Where(line => line.EndsWith(name, StringComparison.Ordinal)));
    }

    private static Peer InMounts(string script) => Peer.Start(new ChildProcessOptions("unshare", ["--mount", "sh", "-c", script]));
}
