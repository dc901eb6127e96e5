using System.Globalization;
using System.Text;

namespace Causeway.Cli.Tests.Commands;

public sealed class SysVShmTests : IDisposable
{
    private readonly string _id = Shell.Causeway("sysv-shm", "create", "--private", "--size", "100", "--mode", "600").Succeeded().TrimEnd();

    public void Dispose() => Shell.Causeway("sysv-shm", "rm", _id);

    private SysVSharedMemory Memory => new(int.Parse(_id, CultureInfo.InvariantCulture));

    [Fact]
    public void Write_ThenRead_TheSameBytes_AlsoInC()
    {
        Shell.Causeway("sysv-shm", "write", _id, "from-the-shell", "--offset", "10").Succeeded();
        Shell.Fed(Encoding.ASCII.GetBytes("by input"), "sysv-shm", "write", _id).Succeeded();

        using Peer peer = Peer.StartC("sysv_shm", _id);
        peer.Expect("attached");
        peer.Send("read 10 14");
        peer.Expect("from-the-shell");
        peer.Send("write 50 from-c");
        peer.Expect("written");

        Assert.Equal("by input\0\0from-the-shell", Shell.Causeway("sysv-shm", "read", _id, "--length", "24").Succeeded());
        Assert.Equal("from-c", Shell.Causeway("sysv-shm", "read", _id, "--offset", "0x32", "--length", "6").Succeeded());
        Assert.Equal(100, Shell.Causeway("sysv-shm", "read", _id).Succeeded().Length);
        Assert.Equal("", Shell.Causeway("sysv-shm", "read", _id, "--offset", "100").Succeeded());
    }

    [Fact]
    public void Write_MoreThanFits_IsRefused()
    {
        Shell.Causeway("sysv-shm", "write", _id, "12345", "--offset", "96").Refused(2, "more bytes than the 4 that fit");
        Assert.Equal("\0\0\0\0", Shell.Causeway("sysv-shm", "read", _id, "--offset", "96").Succeeded());
        Shell.Fed(new byte[101], "sysv-shm", "write", _id).Refused(2, "more bytes than the 100 that fit");
    }

    [Fact]
    public void Dump_IsThatOfHexdump()
    {
        Shell.Causeway("sysv-shm", "write", _id, "0123456789abcdefGHI", "--offset", "16").Succeeded();
        string expected =
            """
            00000010  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|
            00000020  47 48 49 00                                       |GHI.|
            00000024

            """;
        Assert.Equal(expected, Shell.Causeway("sysv-shm", "dump", _id, "--offset", "16", "--length", "20").Succeeded());
    }

    [Fact]
    public void LargeSegment_ThroughAPipe_IsWholeAndItsReaderMayGo()
    {
        string id = Shell.Causeway("sysv-shm", "create", "--private", "--size", "3M").Succeeded().TrimEnd();
        try
        {
            Assert.Equal("3145728\n", Shell.Script($"$CW sysv-shm read {id} | wc -c").Succeeded().TrimStart(' '));
            Assert.Equal("", Shell.Script($"head -c 3145728 /dev/urandom >/tmp/causeway-$$ && $CW sysv-shm write {id} </tmp/causeway-$$ && $CW sysv-shm read {id} | cmp - /tmp/causeway-$$; code=$?; rm /tmp/causeway-$$; exit $code").Succeeded());
            Assert.Equal("00000000", Shell.Script($"$CW sysv-shm dump {id} | head -c 8").Succeeded());
        }
        finally
        {
            Shell.Causeway("sysv-shm", "rm", id).Succeeded();
        }
    }

    [Fact]
    public void Stat_ShowsWhoHasItAttached_UntilItIsGone()
    {
        using Peer peer = Peer.StartC("sysv_shm", _id);
        peer.Expect("attached");
        string json = Shell.Causeway("sysv-shm", "stat", _id, "--json").Succeeded();
        Assert.Contains($"\"id\":{_id},\"key\":\"0x00000000\",\"bytes\":100,\"attached\":1,\"processes\":\"{peer.Process.Id}\",\"removed\":false,\"locked\":false,\"mode\":\"0600\"", json);

        Shell.Causeway("sysv-shm", "rm", _id).Succeeded();
        Assert.Contains("\"removed\":true", Shell.Causeway("sysv-shm", "stat", _id, "--json").Succeeded());
        Assert.Contains($"\"id\":{_id},", Shell.Causeway("sysv-shm", "ls", "--json").Succeeded());
        peer.Send("detach");
        peer.Expect("detached");
        Shell.Causeway("sysv-shm", "stat", _id).Refused(1, "EINVAL");
        Shell.Causeway("sysv-shm", "rm", _id).Refused(1, "no segment");
    }

    [Fact]
    public void Hold_WhileTheCommandRuns_ARemovedSegmentLives()
    {
        Shell.Causeway("sysv-shm", "write", _id, "kept").Succeeded();
        ShellCommandResult run = Shell.Script($"$CW sysv-shm hold {_id} -- sh -c '$CW sysv-shm rm $CAUSEWAY_ID && $CW sysv-shm read $CAUSEWAY_ID --length 4; exit 7'");
        Assert.Equal((7, "kept"), (run.ExitCode(), run.OutputText));
        Shell.Causeway("sysv-shm", "read", _id).Refused(2, "causeway sysv-shm ls");
        Shell.Causeway("sysv-shm", "hold", "0", "--", "no-such-command").Refused(127, "no-such-command");
    }

    [Fact]
    public void Set_ModeAndLock_AreInTheStatus()
    {
        Shell.Causeway("sysv-shm", "set", _id, "--mode", "640", "--lock").Succeeded();
        Assert.True(Memory.GetStatus().IsLocked);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, Memory.GetStatus().Permissions.Mode);
        Shell.Causeway("sysv-shm", "set", _id, "--unlock").Succeeded();
        Assert.False(Memory.GetStatus().IsLocked);
        Shell.Causeway("sysv-shm", "set", _id).Refused(2, "nothing to change");
    }

    [Fact]
    public void Key_OfAFile_NamesTheSegment()
    {
        string path = typeof(SysVShmTests).Assembly.Location;
        string[] key = ["--path", path, "--project", "M"];
        string id = Shell.Causeway(["sysv-shm", "create", .. key, "--size", "10"]).Succeeded().TrimEnd();
        try
        {
            Assert.Equal(id, Shell.Causeway(["sysv-shm", "create", .. key, "--size", "10", "--if-missing"]).Succeeded().TrimEnd());
            Shell.Causeway(["sysv-shm", "create", .. key, "--size", "11", "--if-missing"]).Refused(2, "has 10 bytes and 11 were asked for");
            Shell.Causeway(["sysv-shm", "create", .. key, "--size", "10"]).Refused(2, "EEXIST");
            Shell.Causeway(["sysv-shm", "write", "by key", .. key]).Succeeded();
            Assert.Equal("by key", Shell.Causeway("sysv-shm", "read", id, "--length", "6").Succeeded());
            Assert.Contains($"0x{SysVKey.FromPath(path, (byte)'M').Value:x8}", Shell.Causeway("sysv-shm", "ls").Succeeded());
        }
        finally
        {
            Shell.Causeway(["sysv-shm", "rm", .. key]).Succeeded();
        }

        Shell.Causeway(["sysv-shm", "rm", .. key]).Refused(1, "no segment");
        Shell.Causeway(["sysv-shm", "read", .. key]).Refused(2, "causeway sysv-shm create");
    }

    [Fact]
    public void Segment_MadeByIpcmk_IsReadById_AndSeenToVanish()
    {
        string id = ShellCommand.Run("ipcmk -M 10").OutputText.Split(' ')[^1].TrimEnd();
        Assert.Equal(new string('\0', 10), Shell.Causeway("sysv-shm", "read", id).Succeeded());
        ShellCommand.Run($"ipcrm -m {id}");
        Shell.Causeway("sysv-shm", "write", id, "x").Refused(2, "EINVAL");
    }

    [Theory]
    [InlineData("ID, --key or --path is missing", "read")]
    [InlineData("--size is missing", "create", "--private")]
    [InlineData("1 or more", "create", "--private", "--size", "0")]
    [InlineData("power of two", "create", "--private", "--size", "1", "--huge-pages", "3")]
    [InlineData("one of --key, --path and --private is missing", "create", "--size", "1")]
    [InlineData("a segment's number is needed", "dump", "memory")]
    [InlineData("IPC_PRIVATE", "stat", "--key", "0")]
    [InlineData("-- CMD is missing", "hold", "0")]
    [InlineData("one operand too many", "write", "0", "a", "b")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments) => Shell.Causeway(["sysv-shm", .. arguments]).Refused(2, expected);

    [Theory]
    [InlineData("--offset", "101", "the memory has 100 bytes")]
    [InlineData("--length", "101", "the memory has 100 bytes")]
    [InlineData("--length", "many", "a number of bytes is needed")]
    public void Range_OutsideTheSegment_IsRefused(string option, string value, string expected) =>
        Shell.Causeway("sysv-shm", "read", _id, option, value).Refused(2, expected);
}
