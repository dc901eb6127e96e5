using System.Diagnostics.CodeAnalysis;
using Causeway.Domains;

namespace Causeway.Waiting;

/// <summary>The named objects that this process uses: one each, however many handles it has.</summary>
internal static class SharedObjects
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<FileIdentity, SharedObject> s_byFile = [];
    private static readonly Dictionary<ulong, SharedObject> s_byCookie = [];
    private static ulong s_lastCookie;

    /// <summary>The object of a file: the one that is in use already, or a new one.</summary>
    /// <param name="open">Opens the file; called again where what it opened was collected meanwhile.</param>
    /// <param name="create">Makes the object.</param>
    /// <returns>null where <paramref name="open"/> answers null.</returns>
    public static TObject? Attach<TObject>(Func<ObjectFile?> open, Func<ObjectFile, TObject> create)
        where TObject : SharedObject
    {
        while (true)
        {
            ObjectFile? file = open();
            if (file is null)
                return null;
            if (TryAttach(file, create, out TObject? attached))
                return attached;
        }
    }

    /// <summary>Gives back one reference; with the last the object leaves.</summary>
    public static void Release(SharedObject released)
    {
        lock (s_gate)
        {
            if (--released.References > 0)
                return;
            s_byFile.Remove(released.Identity);
            s_byCookie.Remove(released.Cookie);
        }

        released.Close();
    }

    /// <summary>The object that a ring is for; null where it is closed.</summary>
    public static SharedObject? Find(ulong cookie)
    {
        lock (s_gate)
            return s_byCookie.GetValueOrDefault(cookie);
    }

    /// <summary>Has every wait for every object look again.</summary>
    public static void LookAtAll()
    {
        foreach (SharedObject each in All())
            each.LookAgain();
    }

    /// <summary>The process of this doorbell is dead: buries it in every object that it shares with this one.</summary>
    /// <returns>False: the kernel has not let go of everything of it yet.</returns>
    public static bool TryMourn(Doorbells bells, ulong doorbell)
    {
        bool buried = true;
        foreach (SharedObject each in All())
        {
            if (each.Doorbells == bells)
                buried &= each.TryMourn(doorbell);
        }

        return buried;
    }

    private static SharedObject[] All()
    {
        lock (s_gate)
            return [.. s_byCookie.Values];
    }

    private static bool TryAttach<TObject>(ObjectFile file, Func<ObjectFile, TObject> create, [NotNullWhen(true)] out TObject? attached)
        where TObject : SharedObject
    {
        lock (s_gate)
        {
            if (s_byFile.TryGetValue(file.Identity, out SharedObject? present))
            {
                file.Dispose();
                present.References++;
                attached = (TObject)present;
                return true;
            }

            if (TryJoin(create(file), file, out attached))
                return true;
        }

        // Outside the gate: a collector that is stopped here holds up who opens this object, and nobody else.
        using (file)
            file.AwaitRemoval();
        return false;
    }

    /// <summary>Under the gate.</summary>
    private static bool TryJoin<TObject>(TObject made, ObjectFile file, [NotNullWhen(true)] out TObject? joined)
        where TObject : SharedObject
    {
        joined = null;
        try
        {
            if (!made.TryJoin(++s_lastCookie))
                return false;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        made.References = 1;
        s_byFile.Add(file.Identity, made);
        s_byCookie.Add(made.Cookie, made);
        joined = made;
        return true;
    }
}
