using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Causeway.Inspection;

/// <summary>Joins ends to their processes and objects, and orders them both ways by counting.</summary>
internal sealed class EndTable
{
    public required ImmutableArray<IpcObject> Objects { get; init; }

    public required ImmutableArray<IpcEnd> Ends { get; init; }

    public required int[] ByObject { get; init; }

    public required int[] ObjectStarts { get; init; }

    public required int[] ProcessStarts { get; init; }

    /// <summary>Sorts them.</summary>
    /// <param name="processes">By pid.</param>
    /// <param name="found">Ends in any order, of each process in the order they are to have.</param>
    /// <param name="known">The objects; ends of others are left out.</param>
    /// <param name="roles">What those are to an object who have no role yet.</param>
    public static EndTable Of(InspectedProcess[] processes, ValueList<FoundEnd> found, IdTable<IpcObject> known, IdTable<IpcRole> roles)
    {
        IpcObject[] objects = new IpcObject[known.Count];
        int count = 0;
        foreach (IpcObject one in known.Values)
            objects[count++] = one;
        Array.Sort(objects, static (one, other) => one.Id.CompareTo(other.Id));
        IdTable<int> objectAt = new();
        objectAt.EnsureCapacity(objects.Length);
        IpcRole[] roleOf = new IpcRole[objects.Length];
        for (int index = 0; index < objects.Length; index++)
        {
            objectAt.Set(objects[index].Id, index);
            roleOf[index] = roles.Find(objects[index].Id, default);
        }

        Dictionary<int, int> processAt = new(processes.Length);
        for (int index = 0; index < processes.Length; index++)
            processAt.Add(processes[index].Id, index);

        int[] objectOf = new int[found.Count];
        int[] processOf = new int[found.Count];
        int[] objectStarts = new int[objects.Length + 1];
        int[] processStarts = new int[processes.Length + 1];
        for (int index = 0; index < found.Count; index++)
        {
            objectOf[index] = processAt.TryGetValue(found[index].ProcessId, out processOf[index]) ? objectAt.Find(found[index].Object, -1) : -1;
            if (objectOf[index] < 0)
                continue;

            objectStarts[objectOf[index] + 1]++;
            processStarts[processOf[index] + 1]++;
        }

        Sum(objectStarts);
        Sum(processStarts);
        IpcEnd[] ends = new IpcEnd[processStarts[^1]];
        int[] places = Place(found, objectOf, processOf, objects, roleOf, processes, processStarts, ends);
        return new EndTable
        {
            Objects = ImmutableCollectionsMarshal.AsImmutableArray(objects),
            Ends = ImmutableCollectionsMarshal.AsImmutableArray(ends),
            ByObject = Order(places, objectStarts),
            ObjectStarts = objectStarts,
            ProcessStarts = processStarts,
        };
    }

    /// <summary>Puts each end where its process's are.</summary>
    /// <returns>The object of each end, as they stand now.</returns>
    private static int[] Place(ValueList<FoundEnd> all, int[] objectOf, int[] processOf, IpcObject[] objects, IpcRole[] roleOf, InspectedProcess[] processes, int[] starts, IpcEnd[] ends)
    {
        int[] next = (int[])starts.Clone();
        int[] objectAt = new int[ends.Length];
        for (int index = 0; index < all.Count; index++)
        {
            if (objectOf[index] < 0)
                continue;
            FoundEnd end = all[index];
            int at = next[processOf[index]]++;
            objectAt[at] = objectOf[index];
            ends[at] = new IpcEnd(processes[processOf[index]], objects[objectOf[index]], end.Form, end.Access, end.Role == IpcRole.None ? roleOf[objectOf[index]] : end.Role, end.Descriptor, end.Address, end.Bytes);
        }

        return objectAt;
    }

    private static int[] Order(int[] objectAt, int[] starts)
    {
        int[] next = (int[])starts.Clone();
        int[] order = new int[objectAt.Length];
        for (int end = 0; end < objectAt.Length; end++)
            order[next[objectAt[end]]++] = end;
        return order;
    }

    private static void Sum(int[] counts)
    {
        for (int index = 1; index < counts.Length; index++)
            counts[index] += counts[index - 1];
    }
}
