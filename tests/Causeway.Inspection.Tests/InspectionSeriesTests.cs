using System.Globalization;

namespace Causeway.Inspection.Tests;

/// <summary>A series of looks tells what a look by itself tells, whatever changes between them.</summary>
public sealed class InspectionSeriesTests : IDisposable
{
    private const int Seed = 20261122;
    private const int Changes = 6;
    private static readonly int s_rounds = TestLoad.Rounds(400);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-series-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Take_DescriptorsChangeBetweenLooks_EqualsALookByItself(bool readsMappings)
    {
        using Peer peer = Peer.StartC("zoo_changing", _directory.FullName, Changes.ToString(CultureInfo.InvariantCulture));
        int child = int.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture);
        InspectionOptions options = new() { ProcessIds = [peer.Process.Id, child], Threads = 1 };
        InspectionSeries series = new(options, readsMappings);
        series.Take();
        Random random = new(Seed);
        for (int round = 0; round < s_rounds; round++)
        {
            peer.Send(random.Next().ToString(CultureInfo.InvariantCulture));
            peer.Expect("done");
            InspectionSnapshot now = series.Take();
            InspectionSnapshot whole = Inspector.Take(options);
            AssertEqual(whole, now, round, isWhole: false, withMappings: readsMappings);

            // All of each process has been read by then.
            for (int look = 0; look < KnownProcesses.LooksPerReading - 1; look++)
                now = series.Take();
            AssertEqual(whole, now, round, isWhole: true, withMappings: true);
        }

        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Fact]
    public void Take_ProcessEndsAndAnotherBegins_NothingIsKeptOfTheFirst()
    {
        InspectionSeries series = new(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.Pipe), Details = InspectionDetails.None });
        int first;
        using (Peer peer = Peer.Start(new ChildProcessOptions("cat")))
        {
            first = peer.Process.Id;
            Assert.NotEmpty(series.Take().EndsOf(series.Take().FindProcess(first)!));
            peer.CloseInput();
            peer.ExpectSuccess();
        }

        Assert.Null(series.Take().FindProcess(first));
        using Peer second = Peer.Start(new ChildProcessOptions("cat"));

        // A process that has just been started may not have its program's name yet.
        second.Send("runs");
        second.Expect("runs");
        Assert.Equal("cat", series.Take().FindProcess(second.Process.Id)!.Command);
        second.CloseInput();
        second.ExpectSuccess();
    }

    [Fact]
    public void Take_OneProcessBecomesAnotherProgram_IsReadWhole()
    {
        // exec keeps pid and start: the command tells.
        using Peer peer = Peer.Start(new ChildProcessOptions("sh", ["-c", "echo ready; read line; exec cat"]));
        peer.Expect("ready");
        InspectionSeries series = new(new InspectionOptions { ProcessIds = [peer.Process.Id], Details = InspectionDetails.CommandLines });
        Assert.StartsWith("sh -c", Assert.Single(series.Take().Processes).CommandLine, StringComparison.Ordinal);
        peer.Send("");
        peer.Send("echoed");
        peer.Expect("echoed");
        Assert.Equal("cat", Assert.Single(series.Take().Processes).CommandLine);
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    private static void AssertEqual(InspectionSnapshot expected, InspectionSnapshot actual, int round, bool isWhole, bool withMappings)
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, round {round}, {(isWhole ? "all read" : "next look")}: ");
        Assert.Equal(where + Ends(expected, isWhole, withMappings), where + Ends(actual, isWhole, withMappings));
        Assert.Equal(where + Objects(expected, withMappings), where + Objects(actual, withMappings));
        Assert.Equal(expected.Processes.Select(static one => (one.Id, one.StartTicks, one.UserId, one.Command, one.CommandLine, one.Namespaces)), actual.Processes.Select(static one => (one.Id, one.StartTicks, one.UserId, one.Command, one.CommandLine, one.Namespaces)));
    }

    /// <summary>Which end of a pipe a descriptor is may be told later, if it is another end of the same pipe at the same number.</summary>
    private static string Ends(InspectionSnapshot snapshot, bool withPipeAccess, bool withMappings) => string.Join('\n', snapshot.Ends
        .Where(end => end.Form == IpcEndForm.Descriptor || (withMappings && end.Form == IpcEndForm.Mapping))
        .Select(end => $"{end.Process.Id} {end.Descriptor} {end.Object.Id} {end.Form} {(withPipeAccess || end.Object.Kind != IpcKind.Pipe ? end.Access : null)} {end.Address:x}"));

    private static string Objects(InspectionSnapshot snapshot, bool withMappings) => string.Join('\n', snapshot.Objects
        .Where(one => (withMappings || one.Kind != IpcKind.AnonymousMemory) && snapshot.EndsOf(one).Any(static end => end.Form != IpcEndForm.Mention)).Select(static one => one.ToString()));
}
