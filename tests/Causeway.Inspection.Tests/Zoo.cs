using System.Globalization;

namespace Causeway.Inspection.Tests;

/// <summary>A C program with an object of every kind, and a child of it that has the same ones (tests/Peers/zoo.c).</summary>
internal sealed class Zoo : IDisposable
{
    private readonly Dictionary<string, ulong[]> _said = [];
    private readonly Peer _peer;

    /// <summary>Starts it.</summary>
    /// <param name="directory">Where its files go.</param>
    /// <param name="launcher">What starts it, with options; nothing for itself.</param>
    public Zoo(string directory, params string[] launcher)
    {
        Directory = directory;
        Name = Guid.NewGuid().ToString("N");
        string[] command = [.. launcher, CCompiler.Compile("zoo"), directory, Name];
        _peer = Peer.Start(new ChildProcessOptions(command[0], command[1..]));
        do
        {
            string line = _peer.ReadLine() ?? throw new InvalidOperationException($"the zoo ended: {_peer.Errors}");
            string[] words = line.Split(' ');
            _said[words[0]] = [.. words[1..].Select(static one => ulong.Parse(one, CultureInfo.InvariantCulture))];
        }
        while (!_said.ContainsKey("ready"));
    }

    public string Directory { get; }

    /// <summary>What its names end with.</summary>
    public string Name { get; }

    public int ProcessId => _peer.Process.Id;

    public int ChildId => (int)_said["ready"][0];

    /// <summary>What it said of a kind.</summary>
    public ulong[] this[string kind] => _said[kind];

    /// <summary>The end at a descriptor.</summary>
    public IpcEnd End(InspectionSnapshot snapshot, ulong descriptor) =>
        Assert.Single(snapshot.EndsOf(snapshot.FindProcess(ProcessId)!), end => end.Descriptor == (int)descriptor && end.Object.Kind != IpcKind.FileLock);

    public void Dispose()
    {
        _peer.CloseInput();
        _peer.ExpectSuccess();
        _peer.Dispose();
    }
}
