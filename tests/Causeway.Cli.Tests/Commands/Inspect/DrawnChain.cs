using System.Globalization;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>One process that writes to a FIFO and one that reads it, both with names that mean something in every format.</summary>
internal sealed class DrawnChain : IDisposable
{
    /// <summary>Ends strings, tags, CDATA and labels, begins entities and escapes, and clears the screen.</summary>
    private const string Hostile = "x\"<b>&amp;\\N;%%#35;]]>`\u001b[2J\n\u202eé";

    private readonly TestDirectory _directory = new();
    private readonly Peer _writer;

    public DrawnChain()
    {
        Fifo = Path.Combine(_directory.Root, Hostile);
        string program = Path.Combine(_directory.Root, "c\"<&\\]\u001b[2J");
        File.Copy("/bin/cat", program);
        ShellCommand.Run("mkfifo", ["-m", "600", Fifo]);

        // What is sent comes out at the end once both have opened the FIFO.
        _writer = Peer.Start(new ChildProcessOptions("/bin/sh", ["-c", "\"$1\" <\"$0\" & echo $!; exec cat >\"$0\"", Fifo, program]));
        ReaderId = int.Parse(_writer.ReadLine()!, CultureInfo.InvariantCulture);
        _writer.Send("open");
        _writer.Expect("open");
    }

    public string Fifo { get; }

    public int WriterId => _writer.Process.Id;

    public int ReaderId { get; }

    /// <summary>What <c>causeway graph</c> draws of the reader.</summary>
    public string Draw(string format, params string[] options) =>
        Look.Text(["graph", "--pid", ReaderId.ToString(CultureInfo.InvariantCulture), "--format", format, .. options]);

    public void Dispose()
    {
        _writer.CloseInput();
        Assert.Null(_writer.ReadLine());
        _writer.Dispose();
        _directory.Dispose();
    }
}
