using System.Globalization;
using System.Text.Json;
using Causeway.Cli.Commands;
using Causeway.Cli.Commands.Inspect;
using Causeway.Inspection.Tests;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class ShowTests
{
    [Fact]
    public void Show_EveryFormOfAnObject_FindsTheSame()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string fifo = directory.PathOf("fifo");
        string byPath = Assert.Single(Look.Json("show", fifo)).String("id")!;
        Assert.Equal(byPath, Assert.Single(Look.Json("show", byPath)).String("id"));
        Assert.Equal(byPath, Assert.Single(Look.Json("show", $"{zoo.ProcessId}/{zoo["fifo"][1]}")).String("id"));
        Assert.StartsWith("fifo:[", byPath, StringComparison.Ordinal);
        Assert.Equal($"pipe:[{zoo["pipe"][0]}]", Assert.Single(Look.Json("show", $"{zoo.ProcessId}/{zoo["pipe"][1]}")).String("id"));
        Assert.Equal($"shm:{zoo["shm"][0]}", Assert.Single(Look.Json("show", $"shm:{zoo["shm"][0]}")).String("id"));
        string queue = Look.Json("ls", "mq", "--name", $"/*{zoo.Name}").Single().String("name")!;
        Assert.Equal(Assert.Single(Look.Json("show", $"{zoo.ProcessId}/{zoo["mq"][1]}")).String("id"), Assert.Single(Look.Json("show", $"mq:{queue}")).String("id"));
    }

    [Fact]
    public void Show_SystemVKey_IsTheOneOfIpcs()
    {
        SysVKey key = new(Random.Shared.Next(0x10000000, int.MaxValue));
        var queue = SysVMessageQueue.Create(key);
        try
        {
            string typed = string.Create(CultureInfo.InvariantCulture, $"msg:0x{key.Value:x8}");
            JsonElement one = Assert.Single(Look.Json("show", typed));
            Assert.Equal(($"msg:{queue.Id}", typed[4..]), (one.String("id"), one.String("name")));
            Assert.Contains($"{typed[4..]} {queue.Id} ", ShellCommand.Run("ipcs -q | tr -s ' '").OutputText);
        }
        finally
        {
            queue.Delete();
        }

        Look.Refused(Shell.Causeway("show", $"msg:{queue.Id}"), 1, $"no such object: msg:{queue.Id}; causeway ls shows what there is");
    }

    [Fact]
    public void Show_Pipe_TellsWhatIsInItAndItsEnds()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        pipe.Writer.Write("hello"u8);
        JsonElement one = Assert.Single(Look.Json("show", $"{Environment.ProcessId}/{pipe.Reader.Descriptor.Number}"));
        Assert.Equal(new FileInfo($"/proc/self/fd/{pipe.Reader.Descriptor.Number}").LinkTarget, one.String("id"));
        Assert.Contains(one.GetProperty("ends").EnumerateArray(), end => end.String("access") == "read" && end.Number("pid") == Environment.ProcessId && end.Number("fd") == pipe.Reader.Descriptor.Number);
        Assert.Contains(one.GetProperty("ends").EnumerateArray(), end => end.String("access") == "write" && end.Number("fd") == pipe.Writer.Descriptor.Number);

        // Where this user may not trace, the kernel does not tell.
        Assert.Contains(one.String("waitingBytes"), (string?[])["5", null]);
        string text = Look.Text("show", one.String("id")!);
        Assert.Contains($"\nowner          ", text);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), text);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("frob:[1]")]
    [InlineData("pipe:[1")]
    [InlineData("shm:x")]
    [InlineData("shm:0x0")]
    [InlineData("mq:orders")]
    [InlineData("epoll:7")]
    [InlineData("")]
    public void Selector_NoFormOfAnObject_IsRefused(string typed) => Assert.Throws<UsageException>(() => ObjectSelector.Parse(typed));

    [Fact]
    public void Show_NoFormOfAnObject_IsExitCode2() => Look.Refused(Shell.Causeway("show", "pipe"), 2, "see causeway show --help");

    [Theory]
    [InlineData("pipe:[4000000000000]")]
    [InlineData("@no-such-socket")]
    [InlineData("/no/such/path")]
    [InlineData("4000000/1")]
    [InlineData("futex:[0:1:9+64]")]
    public void Show_NothingThere_IsExitCode1(string typed) => Look.Refused(Shell.Causeway("show", typed), 1, $"no such object: {typed}; causeway ls shows what there is");

    [Fact]
    public void Selector_EveryIdentity_IsReadBack()
    {
        foreach (IpcKind kind in Enum.GetValues<IpcKind>().Where(static kind => !IpcKinds.SysV.Contains(kind)))
        {
            IpcObjectId printed = kind switch
            {
                IpcKind.Pipe or IpcKind.Socket or IpcKind.EventCounter or IpcKind.ProcessDescriptor => new(kind, 0, ulong.MaxValue),
                IpcKind.SignalDescriptor or IpcKind.Timer or IpcKind.PollSet => new(kind, 12, 3),
                IpcKind.Futex => new(kind, IpcObjectId.Device(0xFFF, 0xFFFFF), 7, 64),
                _ => new(kind, IpcObjectId.Device(254, 1), 4711),
            };
            Assert.True(SelectorText.TryIdentity(printed.ToString(), out IpcObjectId read), printed.ToString());
            Assert.Equal(printed, read);
        }
    }

    [Fact]
    public void Selector_MutilatedIdentities_AreRefusedAndNothingElse()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int round = 0; round < 20_000; round++)
        {
            char[] typed = [.. "futex:[254:0:4711+64]".Select(one => random.Next(6) == 0 ? ":[]+/0179x@-\0é"[random.Next(13)] : one).Skip(random.Next(3)).SkipLast(random.Next(3))];
            try
            {
                _ = ObjectSelector.Parse(new string(typed));
            }
            catch (UsageException)
            {
                continue;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {new string(typed)}: {e}");
            }
        }
    }
}
