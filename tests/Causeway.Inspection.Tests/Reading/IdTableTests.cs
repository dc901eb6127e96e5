namespace Causeway.Inspection.Tests.Reading;

public sealed class IdTableTests
{
    private const int Ids = 60;
    private const int Steps = 20_000;

    /// <summary>Whatever is done to it, it is as a Dictionary would be.</summary>
    [Fact]
    public void Table_AfterAnyChanges_HasWhatWasPutThere()
    {
        Random random = TestLoad.NewRandom();
        IdTable<int> table = new();
        Dictionary<IpcObjectId, int> expected = [];
        for (int step = 0; step < Steps; step++)
        {
            IpcObjectId id = new((IpcKind)random.Next(3), (uint)random.Next(2), (ulong)random.Next(Ids / 6), (ulong)random.Next(2));
            switch (random.Next(4))
            {
                case 0:
                    table.Set(id, step);
                    expected[id] = step;
                    break;
                case 1:
                    table.TryAdd(id, step);
                    expected.TryAdd(id, step);
                    break;
                case 2:
                    table.Remove(id);
                    expected.Remove(id);
                    break;
                default:
                    Assert.Equal(expected.GetValueOrDefault(id, -1), table.Find(id, -1));
                    Assert.Equal(expected.ContainsKey(id), table.Contains(id));
                    break;
            }

            Assert.Equal(expected.Count, table.Count);
        }

        Assert.NotEmpty(expected);
        Assert.All(expected, pair => Assert.Equal(pair.Value, table.Find(pair.Key, -1)));
        Assert.Equal(expected.Values.Order(), table.Values.Order());
    }

    [Fact]
    public void Values_AreInTheOrderTheyCame()
    {
        IdTable<int> table = new();
        for (int number = 0; number < 100; number++)
            table.Set(new IpcObjectId(IpcKind.Pipe, 0, (ulong)(7919 * number)), number);
        table.Remove(new IpcObjectId(IpcKind.Pipe, 0, 7919));
        Assert.Equal([0, .. Enumerable.Range(2, 98)], table.Values);
    }

    [Fact]
    public void Values_WhatIsAddedMeanwhile_ComesToo()
    {
        IdTable<int> table = new();
        table.Set(new IpcObjectId(IpcKind.Pipe, 0, 0), 0);
        foreach (int value in table.Values)
        {
            if (value < 50)
                table.Set(new IpcObjectId(IpcKind.Pipe, 0, (ulong)value + 1), value + 1);
        }

        Assert.Equal(51, table.Count);
    }

    [Fact]
    public void List_Grows_AndKeepsWhatItHas()
    {
        ValueList<int> list = new(), all = new();
        for (int number = 0; number < 100; number++)
            list.Add(number);
        all.AddRange(list);
        all.AddRange([100, 101]);
        Assert.Equal(Enumerable.Range(0, 102), all.Span.ToArray());
        Assert.Equal((102, 40, 101), (all.Count, all[40], all.From(101).Single()));
    }
}
