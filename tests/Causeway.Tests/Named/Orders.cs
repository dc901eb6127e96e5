namespace Causeway.Tests.Named;

/// <summary>A walk's other process: a line for each order, and a line for what came of it.</summary>
internal static class Orders
{
    /// <summary>Has the other process carry one out.</summary>
    /// <returns>null: it died over it.</returns>
    public static string? Ask(this Peer peer, string order)
    {
        peer.Send(order);
        return peer.ReadLine();
    }

    /// <summary>In that process: until its input ends.</summary>
    public static void Obey(Func<string, string> @do)
    {
        while (Console.ReadLine() is { } order)
            Console.WriteLine(@do(order));
    }
}
