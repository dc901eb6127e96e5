using System.Globalization;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Reading;

/// <summary>What lsof says of the same processes.</summary>
public sealed class LsofTests
{
    private const int Many = 2000;

    [ProgramFact("lsof", "-v")]
    public void Lsof_OfTheZoo_SeesTheSameInodesAccessesAndMappings()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        InspectionSnapshot snapshot = Inspector.Take();
        int pipes = 0, mapped = 0;
        foreach (int id in (int[])[zoo.ProcessId, zoo.ChildId])
        {
            IpcEnd[] ends = [.. snapshot.EndsOf(snapshot.FindProcess(id)!)];
            foreach (Dictionary<char, string> theirs in Lsof(id))
            {
                ulong inode = ulong.Parse(theirs.GetValueOrDefault('i', "0"), CultureInfo.InvariantCulture);
                if (theirs['t'] == "FIFO" && int.TryParse(theirs['f'], CultureInfo.InvariantCulture, out int descriptor))
                {
                    IpcEnd end = Assert.Single(ends, one => one.Descriptor == descriptor);
                    Assert.Equal((inode, theirs['a']), (end.Object.Id.Number, end.Access switch { IpcAccess.Read => "r", IpcAccess.Write => "w", _ => "u" }));
                    pipes++;
                }
                else if (theirs['f'] is "mem" or "DEL" && ends.Any(one => one.Form == IpcEndForm.Mapping && one.Object.Id.Number == inode))
                {
                    mapped++;
                }
            }
        }

        // Of each: the pipe's ends, the FIFO's two, standard input and what else the tests pass on; the memory, the semaphore, the memfd, the file.
        Assert.InRange(pipes, 8, int.MaxValue);
        Assert.InRange(mapped, 8, int.MaxValue);
    }

    [RootFact]
    public void Take_ThousandsOfSegmentsAndPipes_AreThoseOfIpcsAndLsof()
    {
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["-i", "--", CCompiler.Compile("many_objects"), Many.ToString(CultureInfo.InvariantCulture)]));
        peer.Expect("ready");
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.SysVSegment, IpcKind.Pipe), Details = InspectionDetails.Namespaces });
        InspectedProcess process = snapshot.FindProcess(peer.Process.Id)!;
        string ipcs = ShellCommand.Run($"nsenter --ipc --target {process.Id} ipcs -m | awk '/^0x/ {{ print $2, $5 }}'").OutputText;
        IEnumerable<string> segments = snapshot.Objects.OfType<SysVSegmentObject>().Where(one => one.Namespace == process.Namespaces.Ipc).Select(static one => $"{one.SysVId} {one.Bytes}");
        Assert.Equal(ipcs.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), segments.Order(StringComparer.Ordinal));
        Assert.Equal(Many, segments.Count());

        IEnumerable<(int, ulong)> theirs = Lsof(process.Id).Where(static one => one['t'] == "FIFO").Select(static one => (int.Parse(one['f'], CultureInfo.InvariantCulture), ulong.Parse(one['i'], CultureInfo.InvariantCulture)));
        IEnumerable<(int, ulong)> ours = snapshot.EndsOf(process).Where(static end => end.Object.Kind == IpcKind.Pipe).Select(static end => (end.Descriptor, end.Object.Id.Number));
        Assert.Equal(theirs.Order(), ours.Order());
        Assert.InRange(ours.Count(), 2 * Many, int.MaxValue);
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    /// <summary>The files of a process: each a field by its letter.</summary>
    private static List<Dictionary<char, string>> Lsof(int process)
    {
        List<Dictionary<char, string>> files = [];
        foreach (string line in ShellCommand.Run($"lsof -n -P -w -F fatin -a -p {process}").OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == 'f')
                files.Add([]);
            if (files.Count > 0)
                files[^1][line[0]] = line[1..];
        }

        Assert.NotEmpty(files);
        return files;
    }
}
