using System.Globalization;
using Causeway;

namespace Crash.Tests.Connections;

/// <summary>Who does what in the sessions of a victim and a survivor.</summary>
/// <param name="Shape">The victim's calls; the survivor's are others in each session.</param>
/// <param name="VictimListens">The victim is the listener, the survivor connects.</param>
/// <param name="VictimSends">The victim sends messages.</param>
/// <param name="SurvivorSends">The survivor does.</param>
/// <param name="IsEndless">Neither has a last message: the victim is killed from outside.</param>
/// <param name="RingBytes">The size of the rings.</param>
/// <param name="Seed">For everything else.</param>
internal sealed record Scene(Shape Shape, bool VictimListens, bool VictimSends, bool SurvivorSends, bool IsEndless, int RingBytes, int Seed)
{
    /// <summary>The listener's, in the domain.</summary>
    public const string Name = "storm";

    private const int MostMessages = 600;
    private const int BytesOfMessage = 100;
    private static readonly int[] s_rings = [4096, 16_384, 65_536];
    private static readonly Shape[] s_shapes = Enum.GetValues<Shape>();
    private static readonly Shape[] s_ofMessages = [.. s_shapes.Where(static shape => shape < Shape.Stream)];
    private static readonly Shape[] s_ofBytes = [.. s_shapes.Where(static shape => shape >= Shape.Stream)];

    /// <summary>One in which a process does whatever can be done.</summary>
    public static Scene Choose(Random random, bool victimSends, bool survivorSends, bool isEndless, Shape? shape = null) => new(
        shape ?? s_shapes[random.Next(s_shapes.Length)], random.Next(2) == 0, victimSends, survivorSends, isEndless, s_rings[random.Next(s_rings.Length)], random.Next());

    /// <summary>Whether what a death interrupts was sent whole or not at all.</summary>
    public bool IsWhole => Shape < Shape.AwaitingBatch;

    /// <summary>Whether it is about bytes, and not messages.</summary>
    public bool IsOfBytes => Shape >= Shape.Stream;

    /// <summary>Some calls for the other side.</summary>
    public Shape OtherShape(Random random) => IsOfBytes ? s_ofBytes[random.Next(s_ofBytes.Length)] : s_ofMessages[random.Next(s_ofMessages.Length)];

    /// <summary>With calls that find a ring empty or full now and then, and sleep.</summary>
    public Scene ThatSleeps() => Shape == Shape.Trying ? this with { Shape = Shape.Blocking } : this;

    /// <summary>As arguments of a process.</summary>
    public string[] ToArguments() => [Shape.ToString(), .. new[] { VictimListens, VictimSends, SurvivorSends, IsEndless }.Select(static one => one ? "1" : "0"), Text(RingBytes), Text(Seed)];

    /// <summary>From arguments.</summary>
    public static Scene Parse(ReadOnlySpan<string> arguments) => new(
        Enum.Parse<Shape>(arguments[0]), arguments[1] == "1", arguments[2] == "1", arguments[3] == "1", arguments[4] == "1", Number(arguments[5]), Number(arguments[6]));

    /// <summary>How many messages, or bytes, a side sends in a session; null: none, and it does not say so.</summary>
    public long? Count(Random random, bool sends)
    {
        long count = Units(random.Next(MostMessages));
        return sends ? IsEndless ? long.MaxValue : count : IsEndless ? null : 0;
    }

    /// <summary>So many messages, or about as many bytes.</summary>
    public long Units(int messages) => IsOfBytes ? (long)messages * BytesOfMessage : messages;

    /// <summary>How a side connects or listens.</summary>
    public SharedConnectionOptions Options(Domain domain, Random random) => new()
    {
        Domain = domain,
        Mode = IsOfBytes ? SharedConnectionMode.Stream : SharedConnectionMode.Messages,
        RingBytes = RingBytes,
        Spin = random.Next(2) == 0 ? TimeSpan.Zero : null,
        InlineContinuations = random.Next(2) == 0,
        Priority = random.Next(2) == 0 ? SharedConnectionPriority.Latency : SharedConnectionPriority.Throughput,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
