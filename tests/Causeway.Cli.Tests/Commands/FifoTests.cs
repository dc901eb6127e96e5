namespace Causeway.Cli.Tests.Commands;

public sealed class FifoTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-verbs-");
    private readonly string _path;

    public FifoTests()
    {
        _path = Path.Combine(_folder.FullName, "fifo");
        Shell.Causeway("fifo", "create", _path, "--mode", "622").Succeeded();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Create_Mode_IsExact()
    {
        Assert.Contains("\"mode\":\"0622\"", Shell.Causeway("fifo", "stat", _path, "--json").Succeeded());
        Shell.Causeway("fifo", "create", _path).Refused(2, "EEXIST");
        Shell.Causeway("fifo", "create", _path, "--if-missing").Succeeded();
        Shell.Causeway("fifo", "create", _folder.FullName, "--if-missing").Refused(2, "EEXIST");
    }

    [Fact]
    public void Receive_NoSuchFifo_OrNoSuchDirectory_SaysWhich()
    {
        Shell.Causeway("fifo", "receive", _path + "2").Refused(2, $"causeway fifo create {_path}2");
        Shell.Causeway("fifo", "receive", _path + "2/in").Refused(2, "the directory that it is to be in does not exist");
    }

    [Fact]
    public void Remove_NameThatIsNoUtf8_LeavesTheOneThatItsTextNames()
    {
        string other = Path.Combine(_folder.FullName, "n\uFFFD");
        Shell.Script($"mkfifo {other} \"$(printf '{_folder.FullName}/n\\351')\"").Succeeded();
        Shell.Script($"$CW fifo rm \"$(printf '{_folder.FullName}/n\\351')\"").Refused(2, "is no UTF-8, and would not be what was meant: names are UTF-8 here");
        Shell.Causeway("fifo", "rm", other).Succeeded();

        // What deletes the directory could not name it either.
        Shell.Script($"rm \"$(printf '{_folder.FullName}/n\\351')\"").Succeeded();
    }

    [Fact]
    public void Receive_NoWriterInTime_IsQuiet()
    {
        Assert.Equal((1, ""), Ended(Shell.Causeway("fifo", "receive", _path, "--timeout", "10ms")));
        Assert.Equal((124, ""), Ended(Shell.Causeway("fifo", "receive", _path, "--timeout", "10ms", "--", "cat")));

        static (int ExitCode, string Errors) Ended(ShellCommandResult result) => (result.ExitCode(), result.ErrorText);
    }

    [Fact]
    public void SendAndReceive_Binary_IsTheSame()
    {
        byte[] data = new byte[300_000];
        TestLoad.NewRandom().NextBytes(data);
        File.WriteAllBytes(_path + ".in", data);
        Shell.Script($"$CW fifo send {_path} < {_path}.in & $CW fifo receive {_path} > {_path}.out && wait").Succeeded();
        Assert.Equal(data, File.ReadAllBytes(_path + ".out"));
    }

    [Fact]
    public void Receive_WhatCWrote_AndCReadsWhatWasSent()
    {
        using Peer writer = Peer.StartC("fifo_copy", "write", _path, "from c");
        Assert.Equal("from c", Shell.Causeway("fifo", "receive", _path).Succeeded());
        using Peer reader = Peer.StartC("fifo_copy", "read", _path);
        Shell.Causeway("fifo", "send", _path, "to c").Succeeded();
        reader.Expect("to c");
    }

    [Fact]
    public void Receive_Lines_AreMessages()
    {
        using Peer writer = Shell.Start("fifo", "send", _path, "one", "two");
        Assert.Equal("{\"data\":\"one\",\"length\":3}\n{\"data\":\"two\",\"length\":3}\n", Shell.Causeway("fifo", "receive", _path, "--json").Succeeded());
    }

    [Fact]
    public void Receive_Count_LeavesTheRestForTheNextReader()
    {
        using FifoEnds ends = Fifo.OpenReadWrite(_path);
        ends.Writer.Write("1\n\n3\n4 and more\nrest"u8);
        Assert.Equal("1\n", Shell.Causeway("fifo", "receive", _path, "--text", "--count", "1").Succeeded());
        Assert.Equal("\n33\n", Shell.Causeway("fifo", "receive", _path, "--hex", "--count", "2").Succeeded());
        Assert.Equal("{\"data\":\"4 and more\",\"length\":10}\n", Shell.Causeway("fifo", "receive", _path, "--json", "--count", "1").Succeeded());
        Assert.Equal(4, ends.Reader.BytesAvailable);
    }

    [Fact]
    public void Receive_FollowWithoutThePermissionToWrite_OutlivesItsWritersToo()
    {
        Shell.Script($"chown nobody {_path} && chmod 644 {_path}").Succeeded();
        ChildProcessOptions options = new("setpriv", ["--bounding-set=-dac_override", CommandRun.Program, "fifo", "receive", _path, "--follow", "--text"]);
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Peer reader = Peer.Start(options);
        for (int i = 0; i < 20; i++)
        {
            using (PipeWriteEnd writer = Fifo.OpenWriter(_path, timeout: TimeSpan.FromSeconds(50)))
                writer.Write("line\n"u8);
            reader.Expect("line");
        }

        Assert.True(reader.Process.TrySendSignal(Signal.Int));
        Assert.Equal(130, CommandRun.Finish(reader).Status.ExitCode);
        Assert.Equal(1, Shell.Script($"setpriv --bounding-set=-dac_override $CW fifo receive {_path} --follow --timeout 20ms").ExitCode());
    }

    [Fact]
    public void Receive_Follow_OutlivesItsWriters()
    {
        using Peer reader = Shell.Start("fifo", "receive", _path, "--follow", "--text");
        foreach (string text in (string[])["first", "second"])
        {
            Shell.Causeway("fifo", "send", _path, text).Succeeded();
            reader.Expect(text);
        }

        Assert.True(reader.Process.TrySendSignal(Signal.Int));
        Assert.Equal(130, CommandRun.Finish(reader).Status.ExitCode);
    }

    [Fact]
    public void NobodyAtTheOtherEnd_TimesOutWithExitCode1()
    {
        Assert.Equal(1, Shell.Causeway("fifo", "receive", _path, "--timeout", "20ms").ExitCode());
        Shell.Causeway("fifo", "send", _path, "x", "--timeout", "20ms").Refused(1, "timeout");
        Shell.Causeway("fifo", "send", _path, "x", "--timeout", "0").Refused(1, "nobody reads");
        Assert.Equal(124, Shell.Causeway("fifo", "receive", _path, "--timeout", "20ms", "--", "cat").ExitCode());
    }

    [Fact]
    public void Command_HasTheFifoAsItsInput()
    {
        using Peer writer = Shell.Start("fifo", "send", _path, "12345");
        ShellCommandResult result = Shell.Causeway("fifo", "receive", _path, "--", "sh", "-c", "wc -c; exit 3");
        Assert.Equal((3, "6\n"), (result.ExitCode(), result.OutputText));
    }

    [Fact]
    public void NoFifo_IsRefusedAndStays()
    {
        File.WriteAllText(_path + ".txt", "kept");
        Shell.Causeway("fifo", "send", _path + ".txt", "x").Refused(2, "not a FIFO");
        Shell.Causeway("fifo", "rm", _path + ".txt").Refused(2, "not a FIFO");
        Shell.Causeway("fifo", "rm", _path, _path + ".none").Refused(1, ".none");
        Assert.Equal([_path + ".txt"], Directory.GetFiles(_folder.FullName));
    }
}
