using System.Globalization;
using System.Text.Json;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>Shared-memory connections as the verbs show them: this process is one side, a program in C the other.</summary>
public sealed class CausewayObjectsTests : IDisposable
{
    private readonly string _name = $"@causeway-shown-{Guid.NewGuid():N}";
    private readonly Peer _listener;
    private readonly SharedConnection _own;

    public CausewayObjectsTests()
    {
        _listener = Peer.StartC("connection", "listen", _name, "1", "4096");
        _listener.Expect("listening");
        _own = SharedConnection.Connect(_name, new SharedConnectionOptions { RingBytes = 4096 });
        _listener.Expect("met 4096");
        _own.Send(new byte[100]);
    }

    private string Id => Look.Json("ls", "connection", "--name", _name).Single().String("id")!;

    public void Dispose()
    {
        _own.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public void LsAndShow_Connection_HaveBothSidesAndWhatWaits()
    {
        string line = Look.Text("ls", "causeway", "--name", _name);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} → {_listener.Process.Id}: 1 message, 100 bytes"), line, StringComparison.Ordinal);
        JsonElement shown = Look.Json("show", Id).Single();
        Assert.Equal((Environment.ProcessId, "alive"), ((int)shown.Number("connector"), shown.String("connectorState")));
        Assert.Equal((_listener.Process.Id, "alive"), ((int)shown.Number("acceptor"), shown.String("acceptorState")));
        Assert.Equal(["fromConnector", "fromAcceptor"], shown.GetProperty("directions").EnumerateArray().Select(static one => one.String("direction")));
        Assert.Contains("connection", Look.Text("ps", _listener.Process.Id.ToString(CultureInfo.InvariantCulture)), StringComparison.Ordinal);
        Assert.Contains($"{Id}  {_name}  ", Look.Text("graph", "--pid", _listener.Process.Id.ToString(CultureInfo.InvariantCulture)), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_PeerWasKilled_SaysSo()
    {
        _listener.Process.TrySendSignal(Signal.Kill);
        _listener.Process.WaitForExit();
        Assert.Equal("died", Look.Json("show", Id).Single().String("acceptorState"));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{_listener.Process.Id} died"), Look.Text("ls", "connection", "--name", _name), StringComparison.Ordinal);
    }
}
