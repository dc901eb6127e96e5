using System.Diagnostics;
using System.Globalization;
using Causeway;

namespace Crash.Tests.Connections;

/// <summary>A process with connection after connection, until it is killed.</summary>
internal static class ConnectionVictim
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);

    /// <summary>The process: domain, ledger, number of its first session, scene.</summary>
    public static int Live(string[] arguments)
    {
        var domain = Domain.Open(arguments[0]);
        using Ledger ledger = new(arguments[1]);
        int session = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var scene = Scene.Parse(arguments.AsSpan(3));
        Random random = new(scene.Seed);
        using SharedConnectionListener? listener = scene.VictimListens ? SharedConnectionListener.Listen(Scene.Name, scene.Options(domain, random)) : null;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_patience)
        {
            using SharedConnection connection = listener?.Accept() ?? SharedConnection.Connect(Scene.Name, scene.Options(domain, random));
            Converse(connection, scene, random, ledger.VictimOf(session), ledger.SurvivorOf(session));
            session++;
        }

        return Victim.NotReached;
    }

    private static void Converse(SharedConnection connection, Scene scene, Random random, Tally own, Tally survivors)
    {
        own.HasBegun = true;
        Session session = new(connection, scene.Shape, random, own);
        session.Run(scene.Count(random, scene.VictimSends));
        if (session.SendingEnd is not null || session.ReceivingEnd is not (null or PeerClosedException) || own.Received != survivors.Committed)
            throw new InvalidOperationException($"sending: {session.SendingEnd}\nreceiving: {session.ReceivingEnd}\nvictim: {own}\nsurvivor: {survivors}");
    }
}
