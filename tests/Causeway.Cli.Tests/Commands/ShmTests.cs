namespace Causeway.Cli.Tests.Commands;

public sealed class ShmTests : IDisposable
{
    private readonly string _name = $"/causeway-verbs-{Environment.ProcessId}-shm";

    public ShmTests() => Shell.Causeway("shm", "create", _name, "--size", "100", "--mode", "640").Succeeded();

    public void Dispose() => PosixSharedMemory.TryDelete(_name);

    [Fact]
    public void Create_SizeAndMode_AreThoseAskedFor()
    {
        string expected = $"{{\"name\":\"{_name}\",\"size\":100,\"allocated\":4096,\"mode\":\"0640\",\"owner\":{Owner("u")},\"group\":{Owner("g")}}}\n";
        Assert.Equal(expected, Shell.Causeway("shm", "stat", _name, "--json").Succeeded());
        Assert.Contains(expected, Shell.Causeway("shm", "ls", "--json").Succeeded());
        Assert.Contains(_name, Shell.Causeway("shm", "ls").Succeeded());
        Say("100 640", "stat", _name);
        Shell.Causeway("shm", "create", _name).Refused(2, "--if-missing");
        Shell.Causeway("shm", "create", _name, "--size", "1G", "--if-missing").Succeeded();
        Say("100 640", "stat", _name);
    }

    [Fact]
    public void Write_WhatCReads_AndBack()
    {
        Shell.Causeway("shm", "write", _name, "from the shell").Succeeded();
        Say("from the shell", "read", _name, "14");
        Say("written", "write", _name, "FROM");
        Assert.Equal("FROM the shell", Shell.Causeway("shm", "read", _name, "--length", "14").Succeeded());
        Shell.Fed([0, 0xff], "shm", "write", _name, "--offset", "0x62").Succeeded();
        Assert.Equal(new byte[] { 0, 0xff }, Shell.Causeway("shm", "read", _name, "--offset", "98").Output.ToArray());
        Assert.Equal(100, Shell.Causeway("shm", "read", _name).Output.Length);
    }

    [Fact]
    public void Write_MoreThanFits_IsRefused_AndTheSizeStays()
    {
        Shell.Causeway("shm", "write", _name, "12345", "--offset", "96").Refused(2, "more bytes than the 4 that fit");
        Shell.Fed(new byte[101], "shm", "write", _name).Refused(2, "more bytes than the 100 that fit");
        Shell.Causeway("shm", "read", _name, "--offset", "101").Refused(2, "100 bytes");
        Shell.Causeway("shm", "read", _name, "--length", "64K").Refused(2, "100 bytes");
        Say("100 640", "stat", _name);
    }

    [Fact]
    public void Dump_IsWhatHexdumpPrintsOfTheFile()
    {
        Shell.Causeway("shm", "write", _name, "hexadecimal", "--offset", "40").Succeeded();
        Assert.Equal(Shell.Script($"hexdump -C /dev/shm{_name}").Succeeded(), Shell.Causeway("shm", "dump", _name).Succeeded());
        Assert.Equal(Shell.Script($"hexdump -C -s 40 -n 11 /dev/shm{_name}").Succeeded(), Shell.Causeway("shm", "dump", _name, "--offset", "40", "--length", "11").Succeeded());
    }

    [Fact]
    public void Read_ReaderGone_EndsQuietly()
    {
        Shell.Causeway("shm", "resize", _name, "1G", "--sparse").Succeeded();
        ShellCommandResult result = Shell.Script($"{{ $CW shm read {_name}; echo $? >&2; }} | head -c 5 | wc -c");
        Assert.Equal(("5\n", "0\n"), (result.OutputText, result.ErrorText));
    }

    [Fact]
    public void Resize_Grows_Shrinks_AndKeepsWhatStays()
    {
        Shell.Causeway("shm", "write", _name, "kept").Succeeded();
        Shell.Causeway("shm", "resize", _name, "64K").Succeeded();
        Assert.Contains("\"size\":65536,\"allocated\":65536,", Shell.Causeway("shm", "stat", _name, "--json").Succeeded());
        Shell.Causeway("shm", "resize", _name, "2").Succeeded();
        Assert.Equal("ke", Shell.Causeway("shm", "read", _name).Succeeded());
        Shell.Causeway("shm", "resize", _name, "much").Refused(2, "number of bytes");
        Shell.Causeway("shm", "resize", _name, "4096T").Refused(2, "no room");
        Say("2 640", "stat", _name);
    }

    [Fact]
    public void Remove_WhatIsNotThere_IsExitCode1()
    {
        Shell.Causeway("shm", "rm", _name).Succeeded();
        Shell.Causeway("shm", "rm", _name, "/causeway-no-such").Refused(1, "/causeway-no-such");
        Shell.Causeway("shm", "stat", _name).Refused(1, "causeway shm create");
        Shell.Causeway("shm", "read", _name).Refused(2, "causeway shm create");
        Shell.Causeway("shm", "create", "a/b").Refused(2, "slash");
    }

    private static string Owner(string which) => Shell.Script($"id -{which}").Succeeded().TrimEnd();

    private static void Say(string expected, params string[] arguments)
    {
        using Peer peer = Peer.StartC("posix_memory", arguments);
        peer.Expect(expected);
        peer.ExpectSuccess();
    }
}
