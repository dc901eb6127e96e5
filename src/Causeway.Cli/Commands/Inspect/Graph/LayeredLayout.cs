namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>
/// Where the boxes of a drawing go. Each part of the graph that hangs together stands for itself, below the one before, in columns of processes
/// and columns of channels by turns: a box is in the column of its distance from those that only send. Every line so goes
/// from one column to the next, and none goes through a box.
/// </summary>
internal static class LayeredLayout
{
    private const double BetweenColumns = 96;
    private const double BetweenBoxes = 14;
    private const double BetweenParts = 28;
    private const int Sweeps = 8;

    /// <summary>Sets the boxes' places.</summary>
    /// <returns>How wide and how high all of it is.</returns>
    public static (double Width, double Height) Arrange(IReadOnlyList<GraphBox> boxes)
    {
        double width = 0;
        double height = 0;
        HashSet<GraphBox> placed = [];
        foreach (GraphBox box in boxes.Where(static box => box.IsProcess))
        {
            if (placed.Contains(box))
                continue;
            List<GraphBox> part = PartOf(box);
            placed.UnionWith(part);
            List<List<GraphBox>> columns = ColumnsOf(part);
            Order(columns);
            Place(columns, height);
            width = Math.Max(width, part.Max(static one => one.X + one.Width));
            height = part.Max(static one => one.Y + one.Height) + BetweenParts;
        }

        return (width, Math.Max(0, height - BetweenParts));
    }

    /// <summary>All that is reached from a box.</summary>
    private static List<GraphBox> PartOf(GraphBox first)
    {
        List<GraphBox> part = [first];
        HashSet<GraphBox> seen = [first];
        for (int index = 0; index < part.Count; index++)
            part.AddRange(part[index].Neighbours.Where(seen.Add));
        return part;
    }

    /// <summary>By the distance from the processes that only send, or else from the first one.</summary>
    private static List<List<GraphBox>> ColumnsOf(List<GraphBox> part)
    {
        List<GraphBox> column = [.. part.Where(static box => box.IsProcess && box.OnlySends)];
        if (column is [])
            column = [part[0]];
        HashSet<GraphBox> seen = [.. column];
        List<List<GraphBox>> columns = [];
        for (; column is not []; column = [.. column.SelectMany(static box => box.Neighbours).Where(seen.Add)])
            columns.Add(column);
        return columns;
    }

    /// <summary>Sorts each column by the middle of each box's neighbours in the column before, then after, by turns: fewer lines cross.</summary>
    private static void Order(List<List<GraphBox>> columns)
    {
        Dictionary<GraphBox, int> places = [];
        columns.ForEach(column => Number(column, places));
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool forward = sweep % 2 == 0;
            for (int step = 1; step < columns.Count; step++)
            {
                int index = forward ? step : columns.Count - 1 - step;
                HashSet<GraphBox> beside = [.. columns[forward ? index - 1 : index + 1]];
                columns[index] = [.. columns[index].OrderBy(box => box.Neighbours.Where(beside.Contains).Select(other => (double)places[other]).DefaultIfEmpty(places[box]).Average())];
                Number(columns[index], places);
            }
        }
    }

    private static void Number(List<GraphBox> column, Dictionary<GraphBox, int> places)
    {
        for (int index = 0; index < column.Count; index++)
            places[column[index]] = index;
    }

    private static void Place(List<List<GraphBox>> columns, double top)
    {
        double x = 0;
        foreach (List<GraphBox> column in columns)
        {
            double y = 0;
            double end = x + column.Max(static box => box.Width);
            foreach (GraphBox box in column)
            {
                (box.X, box.Y, box.ColumnEnd) = (x, y, end);
                y += box.Height + BetweenBoxes;
            }

            x = end + BetweenColumns;
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (List<GraphBox> column in sweep % 2 == 0 ? columns : Enumerable.Reverse(columns))
                MoveToNeighbours(column);
        }

        double least = columns.SelectMany(static column => column).Min(static box => box.Y);
        columns.ForEach(column => column.ForEach(box => box.Y += top - least));
    }

    /// <summary>
    /// Moves each box as near to the middle of its neighbours as order and distances allow: the least squares, by putting
    /// together neighbouring runs of boxes that would run into each other.
    /// </summary>
    private static void MoveToNeighbours(List<GraphBox> column)
    {
        Stack<(double Sum, int Count)> runs = [];
        double offset = 0;
        foreach (GraphBox box in column)
        {
            double wanted = box.Neighbours.Count == 0 ? box.Middle : box.Neighbours.Average(static other => other.Middle);
            (double Sum, int Count) run = (wanted - box.Height / 2 - offset, 1);
            while (runs.TryPeek(out (double Sum, int Count) before) && before.Sum / before.Count > run.Sum / run.Count)
            {
                runs.Pop();
                run = (run.Sum + before.Sum, run.Count + before.Count);
            }

            runs.Push(run);
            offset += box.Height + BetweenBoxes;
        }

        offset = 0;
        int index = 0;
        foreach ((double sum, int count) in runs.Reverse())
        {
            for (int end = index + count; index < end; index++)
            {
                column[index].Y = sum / count + offset;
                offset += column[index].Height + BetweenBoxes;
            }
        }
    }
}
